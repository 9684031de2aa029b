"""Answering a survey without an account: begin, one thing at a time, come back, finish."""

from dataclasses import dataclass
from functools import cached_property

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from octant.core.codes import spaced
from octant.core.devices import Device, device_of, remember
from octant.core.requests import is_autosave, posted
from octant.core.responses import saved
from octant.domain.framework import Dimension, Framework
from octant.ratings.models import Aspect
from octant.rounds import words as rating_words
from octant.rounds.forms.ratings import COMMENT, LEVEL, SKIP
from octant.rounds.views.ratings import Question as RatingQuestion
from octant.rounds.views.ratings import described

from .. import words
from ..access import survey_by_code
from ..actions import answers as actions
from ..actions.answers import NotOpen
from ..forms.answers import (
    PREFIX,
    BeginForm,
    DimensionForm,
    InfluenceForm,
    QuestionForm,
    ResumeForm,
    stored,
)
from ..limits import count_held_back
from ..models import Ballot, Depth, Question, Survey, Wave
from ..parts import Part, PartKind, aspects, is_answered, minutes, parts
from ..queries.answers import Given, ballot_of, current_wave, framework_of, given, starting_point

NOTHING = Given({}, {}, {}, {})

type Form = DimensionForm | InfluenceForm | QuestionForm


@dataclass(frozen=True)
class Sitting:
    """One device in front of one survey, with all that its pages need."""

    survey: Survey
    device: Device
    ballot: Ballot | None
    wave: Wave
    framework: Framework
    questions: tuple[Question, ...]

    @property
    def parts(self) -> list[Part]:
        return parts(self.survey, self.framework, self.questions)

    @cached_property
    def given(self) -> Given:
        return given(self.ballot, self.wave) if self.ballot else NOTHING

    @cached_property
    def starting_point(self) -> Given:
        return starting_point(self.ballot, self.wave, self.given) if self.ballot else NOTHING

    def url(self, name: str, *args: object) -> str:
        return reverse(f"answer:{name}", args=[self.survey.code, *args])


def sit_down(request: HttpRequest, code: str) -> Sitting:
    survey = survey_by_code(code)
    device = device_of(request)
    wave = current_wave(survey)
    questions = tuple(Question.kept.filter(survey=survey))
    return Sitting(survey, device, ballot_of(survey, device), wave, framework_of(wave), questions)


def show(
    request: HttpRequest, sitting: Sitting, template: str, status: int = 200, **context: object
) -> HttpResponse:
    context |= {
        "survey": sitting.survey,
        "promise": words.promise(sitting.survey),
        "home_url": sitting.url("start"),
        "room_name": sitting.survey.cluster.name,
    }
    return remember(render(request, template, context, status=status), sitting.device)


# ---------- Begin and come back ----------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str, invitation: str = "") -> HttpResponse:
    """What this is, what is promised, and the way in; who has begun goes on from here."""
    sitting = sit_down(request, code)
    if reason := actions.closed_because(sitting.survey):
        return closed(request, sitting, reason)
    form = BeginForm(posted(request), survey=sitting.survey, initial={"code": invitation})
    if request.method != "POST" or sitting.ballot:
        if request.method == "POST":
            return redirect(next_url(sitting))
        return start_page(request, sitting, form)
    if not form.is_valid():
        return start_page(request, sitting, form, status=422)
    if not ratelimit.consume(request, action="join"):
        count_held_back(sitting.survey)
        form.add_error(
            None,
            _(
                "Very many people have begun from where you are within a few minutes. "
                "Please wait a little and try again."
            ),
        )
        return start_page(request, sitting, form, status=429)
    try:
        actions.begin(survey=sitting.survey, device=sitting.device, **form.cleaned_data)
    except NotOpen as refused:
        if refused.reason not in CODE_ERRORS:
            return closed(request, sitting, refused.reason)
        # With an open link the code stands in a hidden field: what is wrong with it is said above the form.
        field = None if sitting.survey.open_link else "code"
        form.add_error(field, str(CODE_ERRORS[refused.reason]()))
        return start_page(request, sitting, form, status=422)
    first = sitting.parts[0] if sitting.parts else None
    url = sitting.url("part", first.key) if first else sitting.url("review")
    return remember(redirect(url), sitting.device)


CODE_ERRORS = {
    "needs_code": lambda: _("This survey needs the code from your invitation."),
    "wrong_code": lambda: _("There is no such code. Please check the letters and figures."),
    "used_code": lambda: _(
        "This code has been used. On the device you began with, just open this page again. "
        "On another one, use the personal code that you were shown."
    ),
}


def start_page(request: HttpRequest, sitting: Sitting, form: BeginForm, status: int = 200) -> HttpResponse:
    answers = sitting.given
    done = sum(is_answered(part, sitting.survey, answers) for part in sitting.parts)
    return show(
        request,
        sitting,
        "surveys/answer/start.html",
        status=status,
        form=form,
        begun=sitting.ballot is not None,
        again=sitting.wave.number > 1,
        earlier_url=sitting.url("results") if sitting.survey.shared_with_respondents else "",
        done=done,
        total=len(sitting.parts),
        minutes=minutes(sitting.survey, sitting.framework, sitting.questions),
        next_url=next_url(sitting) if sitting.ballot else "",
        resume=ResumeForm(auto_id="resume-%s"),
        resume_url=sitting.url("resume"),
    )


def closed(
    request: HttpRequest, sitting: Sitting, reason: str, typed: list[tuple[str, str]] | None = None
) -> HttpResponse:
    """Why no answer is taken, what happens next, and whatever was typed, so that it can be copied."""
    return show(
        request,
        sitting,
        "surveys/answer/closed.html",
        status=409 if typed else 200,
        reason=reason,
        typed=typed or [],
        results_open=bool(sitting.wave.revealed_at and sitting.survey.shared_with_respondents),
    )


@never_cache
@require_http_methods(["POST"])
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Go on with what was begun on another device."""
    sitting = sit_down(request, code)
    form = ResumeForm(request.POST, auto_id="resume-%s")
    if not ratelimit.consume(request, action="code"):
        form.add_error("code", _("Too many tries. Please wait a minute."))
    elif form.is_valid():
        if actions.resume(survey=sitting.survey, device=sitting.device, code=form.cleaned_data["code"]):
            return remember(redirect(sitting.url("review")), sitting.device)
        form.add_error("code", _("There is no such code. Please check the letters and figures."))
    return show(
        request,
        sitting,
        "surveys/answer/resume.html",
        status=422,
        form=form,
        resume_url=sitting.url("resume"),
    )


def next_url(sitting: Sitting) -> str:
    """The first page without an answer; the review when everything has one."""
    answers = sitting.given
    for part in sitting.parts:
        if not is_answered(part, sitting.survey, answers):
            return sitting.url("part", part.key)
    return sitting.url("review")


# ---------- One thing at a time ----------


@dataclass(frozen=True, slots=True)
class Scale:
    """The questions of one aspect of a dimension, as the page shows them."""

    aspect: Aspect
    title: str
    questions: tuple[RatingQuestion, ...]
    comment_name: str
    comment: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, code: str, key: str) -> HttpResponse:
    sitting = sit_down(request, code)
    if sitting.ballot is None:
        return redirect(sitting.url("start"))
    this = next((row for row in sitting.parts if row.key == key), None)
    if this is None:
        raise Http404(_("This survey does not ask that."))
    if request.method != "POST":
        if reason := actions.closed_because(sitting.survey):
            return closed(request, sitting, reason)
        return part_page(request, sitting, this, form_of(sitting, this, None))
    form = form_of(sitting, this, request)
    if not form.is_valid():
        if is_autosave(request):
            return _errors(form)
        return part_page(request, sitting, this, form, typed=request.POST, status=422)
    try:
        actions.answer(ballot=sitting.ballot, wave=sitting.wave, answers=form.answers)
    except NotOpen as refused:
        return closed(request, sitting, refused.reason, typed=_typed(request))
    if is_autosave(request):
        return saved(request, "")
    after = sitting.parts.index(this) + 1
    following = sitting.parts[after].key if after < len(sitting.parts) else ""
    return redirect(sitting.url("part", following) if following else sitting.url("review"))


def form_of(sitting: Sitting, part: Part, request: HttpRequest | None) -> Form:
    data = request.POST if request else None
    answers = sitting.starting_point if request is None else NOTHING
    if part.question:
        initial = stored(part.question, answers.questions.get(part.question.pk, []))
        return QuestionForm(data, question=part.question, initial=initial)
    dimension = part.dimension or sitting.framework.dimensions[0]
    if part.kind == PartKind.INFLUENCE:
        initial = {
            f"influence-{target}": str(strength)
            for (source, target), strength in answers.influence.items()
            if source == dimension.key
        }
        return InfluenceForm(data, framework=sitting.framework, dimension=dimension, initial=initial)
    return DimensionForm(data or {}, survey=sitting.survey, dimension=dimension)


def part_page(
    request: HttpRequest,
    sitting: Sitting,
    part: Part,
    form: Form,
    *,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    every = sitting.parts
    at = every.index(part)
    context: dict[str, object] = {
        "part": part,
        "form": form,
        "number": at + 1,
        "total": len(every),
        "back_url": sitting.url("part", every[at - 1].key) if at else sitting.url("start"),
        "review_url": sitting.url("review"),
        "is_last": at + 1 == len(every),
        "from_before": sitting.starting_point is not sitting.given
        and not is_answered(part, sitting.survey, sitting.given)
        and is_answered(part, sitting.survey, sitting.starting_point),
    }
    if part.kind == PartKind.DIMENSION and part.dimension:
        asked = scales(sitting, part.dimension, typed or {})
        context["scales"] = asked
        context["pair"] = len(asked) == 2 and len(asked[0].questions) == 1
        context["errors"] = form.errors if typed is not None else {}
    return show(request, sitting, "surveys/answer/part.html", status=status, **context)


def scales(sitting: Sitting, dimension: Dimension, typed: dict[str, str]) -> list[Scale]:
    """One for each aspect; in depth, "now" asks for the statements, and the dimension follows from them."""
    answers = sitting.starting_point
    titles = {Aspect.NOW: _("How it is now"), Aspect.WISHED: _("How it should be")}
    in_depth = sitting.survey.depth == Depth.STATEMENTS
    rows = []
    for aspect in aspects(sitting.survey):
        levels = answers.levels.get(aspect, {})
        prefix = PREFIX[aspect]

        def value(item: str, levels: object = levels, prefix: str = prefix) -> str:
            kept = levels if isinstance(levels, dict) else {}
            there = "" if item not in kept else str(kept[item] or SKIP)
            return typed.get(f"{prefix}{LEVEL}{item}", there)

        if in_depth and aspect == Aspect.NOW:
            questions = tuple(
                RatingQuestion(row.id, row.text, "", rating_words.AGREE, value(row.id))
                for row in dimension.statements
            )
        else:
            texts: tuple[str | Promise, ...] = tuple(
                described(level.label, level.text) for level in dimension.levels
            )
            questions = (RatingQuestion(dimension.key, titles[aspect], "", texts, value(dimension.key)),)
        comment_name = f"{prefix}{COMMENT}{dimension.key}"
        comment = answers.comments.get(aspect, {}).get(dimension.key, "")
        rows.append(Scale(aspect, titles[aspect], questions, comment_name, typed.get(comment_name, comment)))
    return rows


def _errors(form: Form) -> HttpResponse:
    errors = {name: list(map(str, texts)) for name, texts in form.errors.items()}
    return JsonResponse({"errors": errors}, status=422)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted when it was too late, so that nobody has to type a text again."""
    hidden = {"csrfmiddlewaretoken", "version"}
    return [(name, str(text)) for name, text in request.POST.items() if name not in hidden and text]


# ---------- Finish ----------


@dataclass(frozen=True, slots=True)
class ReviewRow:
    title: str
    url: str
    answered: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was asked, what is still open, and the end. POST gives a personal code, shown once."""
    sitting = sit_down(request, code)
    if sitting.ballot is None:
        return redirect(sitting.url("start"))
    personal = actions.give_resume_code(ballot=sitting.ballot) if request.method == "POST" else ""
    answers = sitting.given
    rows = [
        ReviewRow(row.title, sitting.url("part", row.key), is_answered(row, sitting.survey, answers))
        for row in sitting.parts
    ]
    return show(
        request,
        sitting,
        "surveys/answer/review.html",
        rows=rows,
        missing=sum(not row.answered for row in rows),
        next_url=next_url(sitting),
        personal=spaced(personal, 4) if personal else "",
        is_open=not actions.closed_because(sitting.survey),
    )


@require_safe
def invited(request: HttpRequest, code: str, invitation: str) -> HttpResponse:
    """The personal link of an invitation: the start page with its code filled in."""
    return start(request, code, invitation=invitation)
