"""Which command puts which event on record. What is not here the engine found by itself, or says beside a decision.

A correction asks here who may make it, and what the corrected history would have to have been asked. Nothing here
decides. Read next: `domain/roles.py`; `decide/as_corrected.py`.
"""

from collections.abc import Mapping

RECORDED_BY: Mapping[str, str] = {
    # before and at referral
    "encounter-reported": "report-encounter",
    "referral-not-made": "record-not-referred",
    "turned-away": "record-turned-away",
    "duty-to-notify-discharged": "notify-without-consent",
    "referral-made": "refer",
    "competent-authority-allocated": "allocate-competent-authority",
    "referral-linked": "link-referral",
    # the two decisions
    "information-requested": "request-information",
    "reasonable-grounds-decided": "decide-reasonable-grounds",
    "decision-reviewed": "review-decision",
    "conclusive-grounds-decided": "decide-conclusive-grounds",
    "decision-served": "serve-decision",
    "decision-delay-requested": "request-decision-delay",
    "decision-delay-answered": "answer-decision-delay",
    # the recovery period
    "support-started": "start-support",
    "support-offered": "record-support-offer",
    "support-delivered": "record-support-delivery",
    "recovery-period-reviewed": "review-recovery-period",
    "recovery-period-extended": "extend-recovery-period",
    "recovery-needs-assessed": "assess-recovery-needs",
    "enforcement-step-recorded": "record-enforcement-step",
    "enforcement-step-cancelled": "cancel-enforcement-step",
    "support-ended": "end-support",
    "rights-information-given": "record-rights-information",
    "interpreter-booked": "record-interpreter-booked",
    # challenges
    "reconsideration-requested": "request-reconsideration",
    "reconsideration-window-extended": "extend-reconsideration-window",
    "reconsideration-decided": "decide-reconsideration",
    "judicial-review-issued": "issue-judicial-review",
    "judicial-review-step-recorded": "record-judicial-review-step",
    "tribunal-appeal-recorded": "record-tribunal-appeal",
    # disqualification
    "disqualification-proposed": "propose-disqualification",
    "disqualification-representations-received": "record-disqualification-representations",
    "disqualification-representations-extended": "extend-disqualification-representations",
    "disqualification-decided": "decide-disqualification",
    "disqualification-revoked": "revoke-disqualification",
    # the person meanwhile
    "person-missing": "report-missing",
    "missing-response-recorded": "record-missing-response",
    "person-found": "record-found",
    "return-interview-recorded": "record-return-interview",
    "case-suspended": "suspend",
    "case-resumed": "resume",
    "case-withdrawn": "withdraw",
    "death-recorded": "record-death",
    "placement-recorded": "record-placement",
    "placement-ended": "end-placement",
    "person-detained": "record-detention",
    "release-planned": "plan-release",
    "safety-plan-made": "record-safety-plan",
    "person-released": "record-release",
    # age
    "age-claimed": "claim-age",
    "age-disputed": "dispute-age",
    "age-assessed": "assess-age",
    "lone-child-recorded": "record-lone-child",
    "eighteenth-birthday-recorded": "record-eighteenth-birthday",
    "guardianship-referral-made": "refer-to-guardianship",
    "guardian-appointed": "appoint-guardian",
    "guardianship-ended": "end-guardianship",
    "consent-at-18-recorded": "record-consent-at-18",
    # after the decision
    "leave-decided": "decide-leave",
    "leave-reconsideration-requested": "request-leave-reconsideration",
    "leave-renewal-requested": "request-leave-renewal",
    "move-on-support-ended": "end-move-on-support",
    "case-closed": "close",
    "case-reopened": "reopen",
    # proceedings
    "charge-recorded": "record-charge",
    "non-punishment-reviewed": "review-non-punishment",
    "plea-recorded": "record-plea",
    "verdict-recorded": "record-verdict",
    "sentence-recorded": "record-sentence",
    "conviction-quashed": "record-conviction-quashed",
    "prosecution-linked": "link-prosecution",
    "prosecution-ended": "end-prosecution-link",
    # the file
    "case-assigned": "assign",
    "case-unassigned": "unassign",
    "note-added": "add-note",
    "document-attached": "attach-document",
    "fact-corrected": "correct-fact",
    "alert-acknowledged": "acknowledge-alert",
    "lateness-explained": "explain-lateness",
    "clocks-moved": "adopt-rule-book",
    "history-imported": "import-history",
    "fact-noted": "import-history",
}
"""The command behind each event, by its stored name."""
