"""Several server processes tell each other what has changed, through Redis or Valkey.

Only topics are told, never content, and nothing is kept there. What gets lost while Redis is away is made
good afterwards: each process renders all its screens again as soon as it can listen again.
"""

import asyncio
import logging
import os
import random
import time
from typing import Protocol
from uuid import uuid4

from redis import Redis, RedisError
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

CHANNEL = "octant:live"
PATIENCE = 1.0  # seconds a request waits for Redis at most
REST = 2.0  # seconds without a try after one that failed, so that a Redis out of reach slows nobody down
SHORTEST, LONGEST = 0.2, 5.0  # seconds until the next try to listen
QUIET = 10.0  # seconds of silence after which Redis is asked whether it is still there

INSTALLATION = uuid4().hex
logger = logging.getLogger(__name__)


class Listener(Protocol):
    def changed(self, topic: str | None) -> None: ...


def sender() -> str:
    """This process; also when it was forked from another after this module was loaded."""
    return f"{INSTALLATION}-{os.getpid()}"


class Relay:
    def __init__(self, url: str, hub: Listener) -> None:
        self.url = url
        self.hub = hub
        # One further try at once: a connection kept from before may have been closed meanwhile.
        self.client = Redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 1),
        )
        self.untold: set[str] = set()
        self.rest_until = 0.0

    def tell(self, topic: str) -> None:
        """Tell the other processes. If that fails it is noted and told later; the caller goes on."""
        if time.monotonic() < self.rest_until:
            self.untold.add(topic)
            return
        try:
            self.client.publish(CHANNEL, f"{sender()} {topic}")
        except (RedisError, OSError) as error:
            logger.warning("A change could not be told to the other processes: %s", error)
            self.untold.add(topic)
            self.rest_until = time.monotonic() + REST

    async def listen(self) -> None:
        """Hear what other processes tell, for as long as this task is not cancelled."""
        pause = SHORTEST
        while True:
            begun = time.monotonic()
            try:
                await self.hear()
            except (RedisError, OSError) as error:
                logger.warning("The other processes are not heard; trying again: %s", error)
            pause = SHORTEST if time.monotonic() - begun > LONGEST else min(pause * 2, LONGEST)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (no secret)

    async def hear(self) -> None:
        """One connection, from subscribing until it breaks."""
        client = AsyncRedis.from_url(
            self.url, socket_connect_timeout=PATIENCE, retry=AsyncRetry(NoBackoff(), 0)
        )
        async with client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            asked = False
            while True:
                message = await channel.get_message(timeout=QUIET)
                if message is None:
                    if asked:
                        raise TimeoutError("no answer")
                    await channel.ping()
                asked = message is None
                if message and message["type"] == "subscribe":
                    await self.catch_up()
                elif message and message["type"] == "message":
                    self.take(message["data"].decode())

    async def catch_up(self) -> None:
        """Listening begins: what was said before, in either direction, has been missed."""
        self.rest_until = 0.0
        untold, self.untold = self.untold, set()
        self.hub.changed(None)
        for topic in untold:
            await asyncio.to_thread(self.tell, topic)

    def take(self, message: str) -> None:
        who, _, topic = message.partition(" ")
        if who != sender():
            self.hub.changed(topic)
