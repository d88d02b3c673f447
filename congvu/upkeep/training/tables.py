"""Which tables the copy empties, keeps as they are, or goes through; and what their columns are. Data."""

from typing import Any, TypeAlias

from django.db import models

Column: TypeAlias = "models.Field[Any, Any]"

EMPTIED = (
    *(
        "django_session",
        "usersessions_usersession",
        "procrastinate_jobs",
        "procrastinate_events",
        "procrastinate_periodic_defers",
        "kit_outbox",
        "kit_pace",
    ),
    *("audit_entry", "audit_reading", "audit_seal", "audit_verification"),
    *("accounts_partnerkey", "exchange_keptanswer", "exchange_subscription", "exchange_delivery"),
    *("notices_delivery", "notices_proof", "notices_letter", "payments_gatewaymessage"),
    "payments_transferclaim",
    *("dossiers_outsidemessage", "dossiers_parcel", "dossiers_draftpicture", "connector_zalo_zns_pass"),
    *("account_emailaddress", "account_emailconfirmation", "mfa_authenticator"),
    *("socialaccount_socialapp", "socialaccount_socialtoken", "socialaccount_socialaccount"),
    *("staffing_importrow", "staffing_import", "forms_draft", "signing_preparedpaper"),
    *("privacy_correction", "privacy_erasureitem", "privacy_erasure", "documents_mailboxletter"),
)
"""Log-ins, letters and jobs under way, partners, the log (its seals would break): the copy begins without them."""
KEPT = (
    *("django_", "auth_", "places_", "workdays_", "printing_", "notices_template", "notices_templateversion"),
    *("notices_quiethours", "processes_definition", "people_agency", "people_orgunit", "people_coordinator"),
    *("people_agencysuccession", "catalogue_", "numbering_codeformat", "numbering_series", "documents_kind"),
    *("workfiles_retention", "indicators_", "signing_trustanchor", "procrastinate_", "files_blob", "queueing_line"),
    *("privacy_retentionterm",),
)
"""Tables, by how their names begin, that hold the order of the office and nobody's life."""
BLANKED = {
    "signing_credential": ("certificate", "key_reference", "image", "device", "serial"),
    "vault_signedcode": ("text",),
    "notices_reach": ("phone",),
}
"""Columns that are emptied: keys and what they made."""

SAID = {"catalogue_draft": ("note", "decision_note"), "indicators_statedfigure": ("ended_reason",)}
"""Columns of kept tables in which an official wrote in their own words; beside those that say who acted."""
STATE = ("processes_run", "state_bytes")
OURS = {STATE, ("people_party", "birth_date")}
"""Columns of other sorts that tell of somebody."""


def is_kept(table: str) -> bool:
    """Tell whether a table is left as it is, but for who acted and what they said."""
    return table.startswith(KEPT)


def rewritten(model: type[models.Model]) -> list[Column]:
    """Return the columns of a table that go through the disguise."""
    table = model._meta.db_table
    if table in EMPTIED:
        return []
    if is_kept(table):
        return [one for one in model._meta.local_fields if _says_who(one) or one.column in SAID.get(table, ())]
    also = BLANKED.get(table, ())
    return [
        one for one in model._meta.local_fields if _is_text(one) or one.column in also or (table, one.column) in OURS
    ]


def _says_who(one: Column) -> bool:
    return isinstance(one, models.JSONField) and (one.name == "by" or one.name.endswith("_by"))


def _is_text(one: Column) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
    return isinstance(one, kinds) and not one.choices and not one.primary_key
