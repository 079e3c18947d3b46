"""A deployment, wired together: settings, store, policies, gate. And the Python API: one call an act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from troth import people
from troth.app import store
from troth.app.policies import engine_of, recompiled
from troth.app.posting import mail_of, reach_of
from troth.app.realm import settle
from troth.app.settings import FILE, Settings
from troth.audience import Audience, Audiences, Question, Who
from troth.cases import Cases, Ended, Gone, Recalls, SendingOn, Work, forget_cases
from troth.cases import Parts as CaseParts
from troth.cases.agents import Agents, Calling
from troth.db import Connection, Database
from troth.engine import Answer, Engine, Starts
from troth.errors import SettingsError
from troth.gate import Act, Caller, Gate, Intake, Outcome, Telling, usual_source
from troth.language import Action, Policy, Version, load_policies
from troth.ledger import HOUSE, Entry, Ledger, LogKey
from troth.lifetimes import ErasureLog, Lifetimes
from troth.notices import (
    Announcement,
    MailIn,
    Mailings,
    Outbox,
    Places,
    announced,
    begun,
    ends_of_waiting,
    forget_messages,
)
from troth.people.model import Realm
from troth.people.sign_in import forget_sign_ins
from troth.vault import MasterKeys, Vault

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


class Troth:
    """One open deployment. Use it as a context manager, or call `close`.

    `caller` is who the Python API acts as; over HTTP each key has its own.
    """

    def __init__(self, settings: Settings, keys: MasterKeys, *, clock: Clock = now) -> None:
        self.settings = settings
        self.caller = Caller("in-process")
        self._started: Starts = {}
        self.database = Database.open(settings.database_url, pool_size=settings.pool)
        self.engine = self._compiled()
        self.vault = Vault(keys, region=settings.region, clock=clock)
        key = LogKey.load(settings.path(settings.ledger_key), settings.origin)
        self.ledger = Ledger(self.database, self.vault, key)
        self._wire(clock)

    def _wire(self, clock: Clock) -> None:
        """All that goes by the clock."""
        self.clock, settings = clock, self.settings
        place = settings.default_property or self._first_property()
        self.gate = Gate(self.database, self.engine, self.vault, self.ledger, clock, place)
        log = ErasureLog(settings.path(settings.erasure_log))
        parts = (lambda: self.engine, self.vault, self.ledger, clock, place)
        self.lifetimes = Lifetimes(*parts, log, (store.forget_person, forget_messages, forget_sign_ins, forget_cases))
        self.tell = Telling(*parts, self.lifetimes)
        mail = mail_of(settings)
        self.outbox = Outbox(self.database, self.vault, self.ledger, clock, self.version, mail, settings.mail_in)
        countries, undo = settings.laws, timedelta(days=settings.undo_days)
        of_cases = CaseParts(*parts, self.tell, self.lifetimes, self.outbox, self.pages, countries, undo)
        self.cases, self.ended = Cases(of_cases), Ended(of_cases)
        self.tell.heed, self.lifetimes.hear = self.ended, Gone(of_cases)
        self.sending_on = SendingOn(self.database, of_cases, self.gate, mail)
        self.recalls = Recalls(self.database, of_cases)
        self.work = Work(self.database, self.cases)
        self.agents = Agents(self.database, self.cases)
        self.calling = Calling(self.agents)
        self.audiences = Audiences(self.database, lambda: self.engine, self.ledger, clock, place)
        reach, places = reach_of(self.database, self.audiences), Places(self.pages(), settings.mail_in)
        self.mailings = Mailings(self.database, self.gate, self.tell, clock, reach, places, mail)
        self.mail_in = MailIn(self.database, self.vault, self.ledger, self.tell, self.outbox, clock, settings.mail_in)

    def beside(self, clock: Clock) -> Troth:
        """The same deployment on another clock, which disturbs nobody: for drills. It closes with this one."""
        other = copy(self)
        other._wire(clock)
        return other

    @classmethod
    def create(
        cls,
        folder: Path,
        policies: Sequence[Path],
        *,
        realm: Realm = "live",
        clock: Clock = now,
        **settings: Any,
    ) -> Troth:
        """A new deployment in `folder`: its settings, keys and empty store. SettingsError if one is there already."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (folder / FILE).exists():
            raise SettingsError(
                f"{folder} holds a deployment already", help="choose an empty folder, or serve this one"
            )
        listed = [str(path.resolve()) for path in policies]
        load_policies(policies)  # a policy that cannot be read stops us before anything is made
        (folder / FILE).write_text(f"policies = {_toml(listed)}\n", encoding="utf-8")
        loaded = Settings.load(folder, **settings)
        _make_keys(loaded)
        with ExitStack() as undo:
            opened = cls._opened(folder, clock, settings)
            undo.callback(opened.close)
            with opened.database.write() as tx:
                settle(tx, opened.vault, realm)
            opened.refresh()
            undo.pop_all()
        return opened

    @classmethod
    def open(cls, folder: Path, *, clock: Clock = now, **settings: Any) -> Troth:
        """The deployment in `folder`, its tables brought up to date. SettingsError if there is none."""
        if not (folder / FILE).exists():
            raise SettingsError(f"{folder} holds no deployment", help=f"make one: troth new {folder} --policy POLICY")
        with ExitStack() as undo:
            opened = cls._opened(folder, clock, settings)
            undo.callback(opened.close)
            opened.refresh()
            undo.pop_all()
        return opened

    @classmethod
    def _opened(cls, folder: Path, clock: Clock, settings: Mapping[str, Any]) -> Self:
        loaded = Settings.load(folder, **settings)
        opened = cls(loaded, _load_keys(loaded), clock=clock)
        with ExitStack() as undo:
            undo.callback(opened.close)
            opened.database.migrate()
            opened.lifetimes.log.create()
            opened.lifetimes.settle(opened.database)
            undo.pop_all()
        return opened

    def reload(self) -> Engine:
        """Reads the policies anew and swaps them in; decisions under way finish with the old. MalformedPolicy."""
        self.engine = self.gate.engine = self._compiled()
        self.refresh()
        return self.engine

    def refresh(self, *, judge: bool = True) -> None:
        """Brings into force each version that waited until all were told of it, once they are (docs/decisions, 3).

        Without `judge` only those that another process has brought into force: that costs one point read each.
        """
        waiting = [told_of for told_of in announced(self.engine.policies) if self.engine.start_of(told_of.new) is None]
        if not waiting:
            return
        now = self.clock()
        with self.database.read() as tx:
            found = ends_of_waiting(tx, waiting, now) if judge else begun(tx, waiting)
        if not any(found.values()):
            return
        if judge:
            with self.database.write() as tx:
                found = ends_of_waiting(tx, waiting, now, note=self._note_start)
        self._started = {**self._started, **{ref: since for ref, since in found.items() if since is not None}}
        self.engine = self.gate.engine = recompiled(self.engine.policies, self._starts(self.engine.policies))

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Troth:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def version(self) -> Version | None:
        """The version that is in force now at the deployment's own property."""
        return self.engine.version_at(self.gate.property, self.clock())

    def pages(self) -> str:
        """Where the pages are, ending in a slash. Never what a visitor's browser says: it could be another's place."""
        settings = self.settings
        scheme = "https" if settings.tls_certificate else "http"
        return self.address or f"{scheme}://{settings.host}:{settings.port}/"

    @property
    def address(self) -> str | None:
        """Where people reach the pages, ending in a slash; None where the settings do not say."""
        return self.settings.address.rstrip("/") + "/" if self.settings.address else None

    # -- the Python API: the same verbs as over HTTP --

    def person(self, kind: Literal["individual", "organisation"] = "individual") -> str:
        """A new person; gives their reference."""
        with self.database.write() as tx:
            return people.person_ref(self.tell.person(tx, self.caller, kind=kind).id)

    def find(self, kind: str, value: str) -> list[str]:
        """The references of the people who have that email, phone or account-id."""
        with self.database.read() as tx:
            return [people.person_ref(person) for person in people.listed(tx, self.vault.find(tx, kind, value))]

    def ask(self, person: str, action: str, data: Iterable[str], purpose: str, **more: Any) -> Answer:
        """Would this be permitted now, and why? Nothing happens."""
        return self.gate.ask(self.caller, Act(Action(action), _id(person), tuple(data), purpose, **more))

    def collect(self, person: str, values: Mapping[str, Any], *, given_by: str | None = None, **more: Any) -> Outcome:
        """Stores values; `more`: purpose, notice, source, property, replace. `given_by`: another person, who told us.

        Raises Refused and its kin.
        """
        giver = None if given_by is None else _id(given_by)
        return self.gate.collect(
            self.caller, Intake(_id(person), values, given_by=giver, **{"source": usual_source(giver), **more})
        )

    def use(self, person: str, data: Iterable[str], purpose: str, **more: Any) -> Outcome:
        """The values for a use; `more`: property, channel, ground, output."""
        return self.gate.use(self.caller, _id(person), data, purpose, **more)

    def disclose(self, person: str, data: Iterable[str], purpose: str, to: str, **more: Any) -> Outcome:
        """The values for a recipient on the register, with its terms."""
        return self.gate.disclose(self.caller, _id(person), data, purpose, to, **more)

    def publish(self, person: str, data: Iterable[str], purpose: str, to: str, **more: Any) -> Outcome:
        """The values, to be shown to `public` or `contacts`."""
        return self.gate.publish(self.caller, _id(person), data, purpose, to, **more)

    def link(self, person: str, data: Iterable[str], other: str, purpose: str, **more: Any) -> Outcome:
        """The values of both sides, to be joined."""
        return self.gate.link(self.caller, _id(person), data, other, purpose, **more)

    def audience(self, action: str, data: Iterable[str], purpose: str, *, who: Who = "count", **more: Any) -> Audience:
        """Who may be reached, and how many each clause stops; `more`: to, channel, property. See `troth.audience`."""
        return self.audiences.ask(self.caller, Question(Action(action), tuple(data), purpose, **more), who)

    def verify(self, person: str, category: str, candidate: str) -> bool:
        """Whether a credential is right."""
        return self.gate.verify(self.caller, _id(person), category, candidate)

    def choose(self, person: str, topic: str, value: Literal["yes", "no"], **more: Any) -> int:
        """A choice; `more`: channel, at, via, notice. A no that names no channel stops the topic on every one."""
        with self.database.write() as tx:
            return self.tell.say(tx, self.caller, _id(person), topic, value, **more)

    # -- wiring --

    def _compiled(self) -> Engine:
        folders = [self.settings.path(folder) for folder in self.settings.policies]
        return engine_of(folders, self._starts)

    def _starts(self, policies: Sequence[Policy]) -> Starts:
        """What must be announced waits, until the store says that it was."""
        return {told_of.new.ref: self._started.get(told_of.new.ref) for told_of in announced(policies)}

    def _note_start(self, tx: Connection, told_of: Announcement, since: datetime) -> None:
        details = {"policy": told_of.new.policy, "version": told_of.new.version, "since": since.isoformat()}
        self.ledger.append(tx, Entry("version", self.clock(), None, details | {"actor": self.caller.id}))

    def _first_property(self) -> str:
        for policy in self.engine.policies:
            return policy.versions[-1].properties[0] if policy.versions[-1].properties else ""
        return ""


def _id(person: str) -> int:
    return people.parse_person_ref(person)


def _make_keys(settings: Settings) -> None:
    if "TROTH_MASTER_KEYS" not in settings.environment:
        MasterKeys.create(settings.path(settings.master_keys))


def _load_keys(settings: Settings) -> MasterKeys:
    if "TROTH_MASTER_KEYS" in settings.environment:
        return MasterKeys.load(None, settings.environment)
    return MasterKeys.load(settings.path(settings.master_keys))


def _toml(words: Sequence[str]) -> str:
    quoted = ", ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in words)
    return f"[{quoted}]"


__all__ = ["HOUSE", "Troth", "now"]
