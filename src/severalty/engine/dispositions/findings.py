"""What is found about a route for a contract, and what several routes ask alike: consent, liability, framework, end."""

from dataclasses import dataclass, field

from severalty.engine.dates import PartialDate, earlier_by
from severalty.engine.dispositions.dispositions import Consent
from severalty.engine.dispositions.seen import Seen, running_term
from severalty.engine.estate.items import Assignable, Liability
from severalty.engine.estate.terms import terms_of
from severalty.engine.fields import Known

_CONSENT_WARNINGS = {
    Known.YES: "The supplier's consent is needed, and is not given yet.",
    Known.UNKNOWN: "Nobody has said whether the supplier's consent is needed; ask before relying on it.",
}


@dataclass
class Findings:
    """What is found about one route while it is looked at; see RouteView."""

    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    needs_consent: Known = Known.NO
    needs_notice: bool = False
    last_day: PartialDate | None = None
    until: PartialDate | None = None
    cost: int | None = None

    def same_end(self, seen: Seen) -> None:
        """A contract that ends with another must be acted on no later than that other."""
        name, linked = seen.contract.ends_with, seen.known.linked
        self.warnings.append(f"It stands and falls with {name}: both must take the same end.")
        if linked is None:
            return
        end = terms_of(linked).current_end
        if end is not None and seen.terms.current_end is not None and end != seen.terms.current_end:
            self.warnings.append(f"Their terms end apart: this {seen.terms.current_end}, that {end}.")
        last = running_term(linked, seen.on, seen.closed).act.last_day
        notice = terms_of(linked).notice
        if seen.rolling and seen.known.by_when is not None and notice is not None:
            last = earlier_by(seen.known.by_when, notice, seen.closed)
        if last is None:
            return
        if seen.on.first > last.last:
            self.warnings.append(f"The last day to act on {name}, {last}, has passed.")
            return
        if self.last_day is None or last.first < self.last_day.first:
            self.last_day = last
            self.warnings.append(f"The last day to act on {name} comes first: {last}.")

    def consent_to_change(self, seen: Seen) -> None:
        """Whether the supplier must agree that it is novated or split: where it may not be assigned freely, it must."""
        needs = seen.contract.consent_needed
        if needs is Known.UNKNOWN and seen.contract.assignable in (Assignable.NO, Assignable.WITH_CONSENT):
            needs = Known.YES
        self.consent(seen, needs)
        if needs is Known.NO:
            self.warnings.append("Its terms ask for no consent; whoever is party to the deed must still sign it.")

    def consent(self, seen: Seen, needs: Known, *, may_refuse: bool = True) -> None:
        if needs is Known.UNKNOWN and seen.known.consent is Consent.NOT_NEEDED:
            needs = Known.NO
        self.needs_consent = needs
        if seen.known.consent is Consent.REFUSED and may_refuse:
            self.refusals.append("The supplier has refused its consent.")
        elif seen.known.consent is Consent.REFUSED:
            self.warnings.append("The supplier has refused its consent; its terms let the benefit pass without.")
        elif seen.known.consent is not Consent.GIVEN and needs in _CONSENT_WARNINGS:
            self.warnings.append(_CONSENT_WARNINGS[needs])

    def former_partners(self, seen: Seen) -> None:
        if seen.contract.liability is Liability.JOINT_AND_SEVERAL:
            self.warnings.append(
                "The councils answer for it jointly and severally: former partners stay liable until they are released."
            )

    def no_call_off(self, seen: Seen) -> None:
        ends = seen.contract.framework_ends
        if ends is None:
            return
        if seen.on.first > ends.last:
            self.warnings.append(f"Its framework has ended ({ends}): nothing new can be called off under it.")
        elif seen.on.last > ends.first:
            self.warnings.append(f"Its framework ({ends}) may have ended: then nothing new can be called off under it.")
        elif self.until is not None and ends.first < self.until.last:
            self.warnings.append(f"Its framework ends ({ends}) before it does: a new call-off must be made by then.")
