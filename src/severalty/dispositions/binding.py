"""How the records of this stage lie in tables."""

from severalty.dispositions.models import (
    Agreement,
    AgreementParty,
    Bridge,
    Disposition,
    DispositionAnswer,
    ExitItem,
    ExitWord,
    Expert,
    ExpertItem,
    FutureRole,
    Letter,
    LicenceNeed,
    PostTransfer,
    PriceTier,
    ProcurementStep,
    Variation,
    VariationSignature,
)
from severalty.engine.dispositions import agreements, exit_items, letters, needs, people, steps
from severalty.engine.dispositions import dispositions as records
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

_EDIT = Permission.DISPOSITION_EDIT

DISPOSITIONS = Binding("dispositions", "disposition", "dispositions", records.Disposition, Disposition,
                       ends=("thing",), permission=_EDIT)  # fmt: skip
ANSWERS = Binding(
    "disposition_answers", "answer", "answers", records.DispositionAnswer, DispositionAnswer,
    natural=("disposition", "organisation"), through="disposition", permission=_EDIT,
    only_once=("disposition", "organisation"),
)  # fmt: skip
AGREEMENTS = Binding("agreements", "agreement", "agreements", agreements.Agreement, Agreement, permission=_EDIT)
AGREEMENT_PARTIES = Binding(
    "agreement_parties", "party", "parties", agreements.AgreementParty, AgreementParty,
    natural=("agreement", "organisation"), through="agreement", permission=_EDIT,
)  # fmt: skip
VARIATIONS = Binding("variations", "variation", "variations", agreements.Variation, Variation,
                     ends=("agreement",), permission=_EDIT)  # fmt: skip
VARIATION_SIGNATURES = Binding(
    "variation_signatures", "signature", "signatures", agreements.VariationSignature, VariationSignature,
    natural=("variation", "organisation"), through="variation", permission=_EDIT,
)  # fmt: skip
BRIDGES = Binding("bridges", "temporary bridge", "temporary bridges", agreements.Bridge, Bridge, permission=_EDIT)
LETTERS = Binding("letters", "letter", "letters", letters.Letter, Letter, ends=("contract",), permission=_EDIT)
PROCUREMENT_STEPS = Binding("procurement_steps", "procurement step", "procurement steps", steps.ProcurementStep,
                            ProcurementStep, ends=("contract",), permission=_EDIT)  # fmt: skip
POST_TRANSFERS = Binding("post_transfers", "transfer of a post", "transfers of posts", people.PostTransfer,
                         PostTransfer, ends=("post",), permission=_EDIT)  # fmt: skip
FUTURE_ROLES = Binding("future_roles", "future role", "future roles", people.FutureRole, FutureRole, permission=_EDIT)
LICENCE_NEEDS = Binding(
    "licence_needs", "licence need", "licence needs", needs.LicenceNeed, LicenceNeed,
    natural=("entitlement", "organisation"), through="entitlement", permission=_EDIT,
)  # fmt: skip
EXIT_ITEMS = Binding("exit_items", "exit item", "exit items", exit_items.ExitItem, ExitItem, ends=("supplier",),
                     permission=_EDIT)  # fmt: skip
EXIT_WORDS = Binding(
    "exit_words", "word on an exit item", "words on exit items", exit_items.ExitWord, ExitWord,
    natural=("exit_item", "organisation", "said_on"), through="exit_item", permission=_EDIT,
)  # fmt: skip
PRICE_TIERS = Binding(
    "price_tiers", "price by quantity", "prices by quantity", needs.PriceTier, PriceTier,
    natural=("entitlement", "quantity_from"), through="entitlement", permission=_EDIT,
)  # fmt: skip
EXPERTS = Binding("experts", "expert", "experts", people.Expert, Expert, permission=_EDIT)
EXPERT_ITEMS = Binding(
    "expert_items", "item of an expert", "items of experts", people.ExpertItem, ExpertItem,
    natural=("expert", "thing"), through="expert", ends=("thing",), permission=_EDIT,
)  # fmt: skip
TABLES = (
    DISPOSITIONS, ANSWERS, AGREEMENTS, AGREEMENT_PARTIES, VARIATIONS, VARIATION_SIGNATURES, BRIDGES, LETTERS,
    PROCUREMENT_STEPS,
    POST_TRANSFERS, FUTURE_ROLES, LICENCE_NEEDS, EXIT_ITEMS, EXIT_WORDS, PRICE_TIERS, EXPERTS, EXPERT_ITEMS,
)  # fmt: skip
