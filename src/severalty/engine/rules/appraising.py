"""The rule that works out an appraisal as a whole."""

from severalty.engine.appraisal.appraise import Appraised, Question, appraise
from severalty.engine.rules.rule import Rule

_A, _O = "appraisal", "option"
_OPTIONS = [
    {
        "key": "outsourced",
        "name": "Outsourced by the lead authority",
        _A: "ict",
        "place": 1,
        "business_as_usual": "yes",
    },
    {"key": "insourced", "name": "Insourced by the lead authority", _A: "ict", "place": 2, "outcome": "preferred"},
    {"key": "alone", "name": "Go it alone", _A: "ict", "place": 3},
]
_SCORES = {"outsourced": (40, 80), "insourced": (85, 75), "alone": (95, 20)}
_COSTS = {
    "outsourced": (33_000_000, 33_000_000),
    "insourced": (35_000_000, 30_100_000),
    "alone": (52_000_000, 36_500_000),
}

RULES = (
    Rule(
        name="appraise",
        summary="Work an appraisal out: gates, scores, costs, and the choice that the evidence carries.",
        takes=Question,
        gives=Appraised,
        run=appraise,
        of=(appraise,),
        example={
            _A: {
                "key": "ict", "name": "How is ICT to be provided?", "first_year": 2026, "years": 2, "price_year": 2026,
            },
            "options": _OPTIONS,
            "schedule": {
                "rates": "standard", "name": "Green Book", "bands": [{"first": 0, "last": None, "rate": "3.5"}],
            },
            "gates": [{"key": "in-time", "name": "Live by 1 January 2027", _A: "ict"}],
            "verdicts": [
                {"gate": "in-time", _O: "outsourced", "verdict": "pass", "evidence": "estimated"},
                {"gate": "in-time", _O: "insourced", "verdict": "pass", "evidence": "estimated"},
                {"gate": "in-time", _O: "alone", "verdict": "fail", "reason": "No team yet", "evidence": "estimated"},
            ],
            "factors": [
                {"key": "control", "name": "Control", _A: "ict", "swing": 100},
                {"key": "resilience", "name": "Resilience", _A: "ict", "swing": 60},
            ],
            "sheets": [{"key": "lead", "name": "IT client lead", _A: "ict", "organisation": "melton"}],
            "scores": [
                {"sheet": "lead", _O: option, "factor": factor, "score": score, "evidence": "estimated"}
                for option, pair in _SCORES.items()
                for factor, score in zip(("control", "resilience"), pair, strict=True)
            ],
            "lines": [
                {
                    "key": f"{option}-cost", "name": f"Cost of {option}", _A: "ict", _O: option, "prices": "real",
                    "evidence": "quoted", "source": "Quotation, May",
                }
                for option in _COSTS
            ],
            "amounts": [
                {"cost_line": f"{option}-cost", "year": 2026 + place, "amount": amount}
                for option, pair in _COSTS.items()
                for place, amount in enumerate(pair)
            ],
        },
        source="domain rules 1.1 and 1.7; S0 4.2 and 5.1",
    ),
)  # fmt: skip
