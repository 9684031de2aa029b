"""The network as files that Gephi, networkx and other programs open.

All say the same: one node for each organisation, one edge for each relation, places as in the picture.
Edges have no direction there, because no format takes both kinds in one file; `one_way` says which have one.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from octant.charts.text import clean
from octant.core.sheets.writing import csv_lines
from octant.domain.layout import Place
from octant.later import Later

from .queries.network import Figures, Link, Net

if TYPE_CHECKING:
    import igraph
else:
    igraph = Later("igraph")

GEXF = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"
SCALE = 100  # programs for networks expect places that lie tens of units apart
NODE_TEXTS = ("label", "sector", "place")
NODE_NUMBERS = ("degree", "betweenness", "core", "community", "constraint", "x", "y")
EDGE_FIELDS = ("kind", "strength", "one_way", "since")


@dataclass(frozen=True)
class NetworkFile:
    net: Net
    figures: Figures
    places: dict[int, Place]
    links: Sequence[Link]
    towns: Mapping[int, str]

    def nodes(self) -> Iterator[dict[str, Any]]:
        """Who, and where they stand. Nobody who has no tie has a constraint; it is left empty."""
        for actor in self.net.actors:
            standing = self.figures.standings[actor.pk]
            place = self.places[actor.pk]
            yield {
                "id": str(actor.pk),
                "label": clean(actor.name),
                "sector": actor.sector,
                "place": clean(self.towns.get(actor.pk, "")),
                "degree": standing.degree,
                "betweenness": standing.betweenness,
                "core": standing.core,
                "community": standing.community,
                "constraint": standing.constraint,
                "x": place.x * SCALE,
                "y": -place.y * SCALE,  # these programs count upward
            }

    def edges(self) -> Iterator[dict[str, Any]]:
        for link in self.links:
            yield {
                "id": str(link.pk),
                "source": str(link.first),
                "target": str(link.second),
                "kind": link.kind,
                "strength": link.strength,
                "one_way": link.directed,
                "since": link.since.isoformat() if link.since else "",
            }

    def graphml(self) -> bytes:
        nodes, edges = list(self.nodes()), list(self.edges())
        number = {node["id"]: at for at, node in enumerate(nodes)}
        graph = igraph.Graph(
            n=len(nodes), edges=[(number[edge["source"]], number[edge["target"]]) for edge in edges]
        )
        for name in ("id", *NODE_TEXTS, *NODE_NUMBERS):
            graph.vs[name] = [
                _no_number(node[name]) if name in NODE_NUMBERS else node[name] for node in nodes
            ]
        for name in EDGE_FIELDS:
            graph.es[name] = [edge[name] for edge in edges]
        with tempfile.NamedTemporaryFile(suffix=".graphml") as file:
            graph.write_graphml(file.name)
            return file.read()

    def gexf(self) -> bytes:
        ET.register_namespace("", GEXF)
        ET.register_namespace("viz", VIZ)
        root = ET.Element(f"{{{GEXF}}}gexf", version="1.3")
        graph = _under(root, "graph", defaultedgetype="undirected", mode="static")
        texts, numbers = ("sector", "place"), NODE_NUMBERS[:5]
        kinds = {**dict.fromkeys(texts, "string"), **dict.fromkeys(numbers, "double")}
        _declare(graph, "node", kinds)
        _declare(
            graph, "edge", {"kind": "string", "strength": "integer", "one_way": "boolean", "since": "string"}
        )
        nodes = _under(graph, "nodes")
        for node in self.nodes():
            element = _under(nodes, "node", id=node["id"], label=node["label"])
            _values(element, {name: node[name] for name in kinds})
            ET.SubElement(element, f"{{{VIZ}}}position", x=str(node["x"]), y=str(node["y"]), z="0.0")
        edges = _under(graph, "edges")
        for edge in self.edges():
            ends = {name: edge[name] for name in ("id", "source", "target")}
            element = _under(edges, "edge", weight=str(float(edge["strength"])), **ends)
            _values(element, {name: edge[name] for name in EDGE_FIELDS})
        text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return text

    def json(self) -> bytes:
        """Node-link data, as networkx and many programs for the web read it."""
        nodes = list(self.nodes())
        edges = [{"key": edge.pop("id"), **edge} for edge in self.edges()]
        data = {"directed": False, "multigraph": True, "graph": {}, "nodes": nodes, "edges": edges}
        return json.dumps(data, ensure_ascii=False).encode()

    def nodes_csv(self) -> bytes:
        """A sheet of nodes with the headings that Gephi looks for."""
        names = ("id", *NODE_TEXTS, *NODE_NUMBERS)
        head = [name.capitalize() if name in ("id", "label") else name for name in names]
        return _csv([head, *([node[name] for name in names] for node in self.nodes())])

    def edges_csv(self) -> bytes:
        names = ("source", "target", "id", *EDGE_FIELDS)
        rows = [["Undirected", *(edge[name] for name in names)] for edge in self.edges()]
        return _csv([["Type", "Source", "Target", "Id", "Label", "Weight", "one_way", "since"], *rows])


# Name of the file, its type, and what writes it.
FILES = {
    "network.graphml": ("application/xml", NetworkFile.graphml),
    "network.gexf": ("application/xml", NetworkFile.gexf),
    "network.json": ("application/json", NetworkFile.json),
    "organisations.csv": ("text/csv; charset=utf-8", NetworkFile.nodes_csv),
    "relations.csv": ("text/csv; charset=utf-8", NetworkFile.edges_csv),
}


def _csv(rows: list[list[Any]]) -> bytes:
    return "".join(csv_lines(rows)).encode()


def _no_number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _under(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{GEXF}}}{name}", attributes)


def _declare(graph: ET.Element, of: str, kinds: dict[str, str]) -> None:
    declared = ET.SubElement(graph, f"{{{GEXF}}}attributes", {"class": of, "mode": "static"})
    for name, kind in kinds.items():
        _under(declared, "attribute", id=name, title=name, type=kind)


def _values(element: ET.Element, values: dict[str, Any]) -> None:
    holder = _under(element, "attvalues")
    for name, value in values.items():
        if value is not None and value != "":
            text = str(value).lower() if isinstance(value, bool) else str(value)
            ET.SubElement(holder, f"{{{GEXF}}}attvalue", {"for": name, "value": text})
