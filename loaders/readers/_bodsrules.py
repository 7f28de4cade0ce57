"""What the Beneficial Ownership Data Standard requires of its statements, versions 0.2, 0.3 and 0.4.

After the standard's own reference pages (standard.openownership.org, "Schema reference" and "Codelists"): required
fields, formats, bounds and codes. 0.2 and 0.3 differ in few codes and are checked together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from loaders.readers._shapes import Condition, Fields


def kebab(code: str) -> str:
    """A code as 0.2 spelled it, and as our records do.

    >>> kebab("votingRights"), kebab("voting-rights")
    ('voting-rights', 'voting-rights')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", code).lower()


def _any_of(*names: str) -> Condition:
    return lambda held: None if any(name in held for name in names) else f"none of {', '.join(names)}"


def _link(annotation: Mapping[str, Any]) -> str | None:
    return "a link without a url" if annotation.get("motivation") == "linking" and "url" not in annotation else None


def _transformed(annotation: Mapping[str, Any]) -> str | None:
    stray = annotation.get("motivation") != "transformation" and annotation.get("transformedContent", "") != ""
    return "transformedContent, but no transformation" if stray else None


def _subtype(entity_type: Mapping[str, Any]) -> str | None:
    kind, subtype = entity_type.get("type"), entity_type.get("subtype", "other")
    if not isinstance(kind, str) or subtype in SUBTYPES.get(kind, frozenset({"other"})):
        return None
    return f"subtype {subtype!r:.60} does not go with {kind!r:.60}"


def _components(relationship: Mapping[str, Any]) -> str | None:
    stray = relationship.get("isComponent") is True and relationship.get("componentRecords", []) != []
    return "a component with components" if stray else None


SUBTYPES: Mapping[str, frozenset[str]] = {
    "arrangement": frozenset({"trust", "nomination", "other"}),
    "legalEntity": frozenset({"trust", "other"}),
    "stateBody": frozenset({"governmentDepartment", "stateAgency", "other"}),
}
ENTITY_TYPES = frozenset(
    {"registeredEntity", "legalEntity", "arrangement", "anonymousEntity", "unknownEntity", "state", "stateBody"}
)
INTERESTS = frozenset({
    "shareholding", "votingRights", "appointmentOfBoard", "otherInfluenceOrControl", "seniorManagingOfficial",
    "settlor", "trustee", "protector", "beneficiaryOfLegalArrangement", "rightsToSurplusAssetsOnDissolution",
    "rightsToProfitOrIncome", "rightsGrantedByContract", "conditionalRightsGrantedByContract",
    "controlViaCompanyRulesOrArticles", "controlByLegalFramework", "boardMember", "boardChair", "unknownInterest",
    "unpublishedInterest", "enjoymentAndUseOfAssets", "rightToProfitOrIncomeFromAssets", "nominee", "nominator",
})  # fmt: skip
OLD_TRUST_INTERESTS: Mapping[str, str] = {
    "settlor-of-trust": "settlor", "trustee-of-trust": "trustee", "protector-of-trust": "protector",
    "beneficiary-of-trust": "beneficiary-of-legal-arrangement",
    "other-influence-or-control-of-trust": "other-influence-or-control",
}  # fmt: skip
"""Codes of 0.2 that 0.4 has another word for; its others only differ in their spelling (voting-rights)."""
REASONS: Mapping[str, str] = {
    "noBeneficialOwners": "no beneficial owners",
    "subjectUnableToConfirmOrIdentifyBeneficialOwner": "subject unable to confirm or identify the beneficial owner",
    "interestedPartyHasNotProvidedInformation": "interested party has not provided information",
    "subjectExemptFromDisclosure": "subject exempt from disclosure",
    "interestedPartyExemptFromDisclosure": "interested party exempt from disclosure",
    "informationUnknownToPublisher": "information unknown to the publisher",
    "unknown": "reason unknown",
}
"""Why a party is not named, in words."""
_PERSON_TYPES = frozenset({"anonymousPerson", "unknownPerson", "knownPerson"})
_SOURCE_TYPES = frozenset({"selfDeclaration", "officialRegister", "thirdParty", "primaryResearch", "verified"})
_ADDRESS_TYPES = frozenset({"placeOfBirth", "residence", "registered", "service", "alternative", "business"})
_LEVELS = frozenset({"direct", "indirect", "unknown"})
_MOTIVATIONS = frozenset({"commenting", "correcting", "identifying", "linking", "transformation"})
_NAME_TYPES = frozenset({"legal", "translation", "transliteration", "former", "alternative", "birth"})

_AGENT: Fields = {"name": "text", "uri": "uri"}
_COUNTRY: Fields = {"name!": "text", "code": "text 2..2"}
_JURISDICTION: Fields = {"name!": "text", "code": "text 2..6"}
_OLD_COUNTRY: Fields = {"name": "text", "code": "text 2..2"}
_OLD_JURISDICTION: Fields = {"name": "text", "code": "text 2..6"}
_IDENTIFIER: Fields = {
    "id": "text", "scheme": "text", "schemeName": "text", "uri": "uri", "?": (_any_of("scheme", "schemeName"),),
}  # fmt: skip
_UNSPECIFIED: Fields = {"reason!": frozenset(REASONS), "description": "text"}


def _address(types: frozenset[str] = _ADDRESS_TYPES, country: Fields | str = _COUNTRY) -> Fields:
    return {"type": types, "address": "text", "postCode": "text", "country": country}


def _source(retrieved: str) -> Fields:
    return {
        "type": [_SOURCE_TYPES], "description": "text", "url": "uri", "retrievedAt": retrieved, "assertedBy": [_AGENT],
    }  # fmt: skip


def _exposure(day: str, retrieved: str, jurisdiction: Fields) -> Fields:
    details: Fields = {
        "reason": "text", "missingInfoReason": "text", "jurisdiction": jurisdiction, "startDate": day, "endDate": day,
        "source": _source(retrieved),
    }  # fmt: skip
    return {"status!": frozenset({"isPep", "isNotPep", "unknown"}), "details": [details]}


def _annotation(created: str) -> Fields:
    return {
        "statementPointerTarget!": "text", "motivation!": _MOTIVATIONS, "creationDate": created, "createdBy": _AGENT,
        "description": "text", "transformedContent": "text", "url": "uri", "?": (_link, _transformed),
    }  # fmt: skip


def _publication(day: str) -> Fields:
    publisher: Fields = {"name": "text", "url": "uri", "?": (_any_of("name", "url"),)}
    return {"publicationDate!": day, "bodsVersion!": "version", "license": "uri", "publisher!": publisher}


def _interest(day: str, types: frozenset[str], bound: str) -> Fields:
    share: Fields = {
        **dict.fromkeys(("exact", "minimum", "maximum"), "number 0..100"),
        "exclusiveMinimum": bound, "exclusiveMaximum": bound,
    }  # fmt: skip
    return {
        "type": types, "directOrIndirect": _LEVELS, "interestLevel": _LEVELS, "beneficialOwnershipOrControl": "flag",
        "details": "text", "share": share, "startDate": day, "endDate": day,
    }  # fmt: skip


_LISTING: Fields = {
    "marketIdentifierCode": "text", "operatingMarketIdentifierCode": "text", "stockExchangeName!": "text",
    "stockExchangeJurisdiction!": "text 2..6",
    "security!": {"idScheme": frozenset({"isin", "figi", "cusip", "cins"}), "id": "text", "ticker!": "text"},
}  # fmt: skip
_PUBLIC: Fields = {"hasPublicListing!": "flag", "companyFilingsURLs": ["uri"], "securitiesListings": [_LISTING]}


def _entity(day: str, jurisdiction: Fields) -> Fields:
    return {
        "isComponent!": "flag", "name": "text", "alternateNames": ["text"], "jurisdiction": jurisdiction,
        "identifiers": [_IDENTIFIER], "foundingDate": day, "dissolutionDate": day, "uri": "uri",
        "publicListing": _PUBLIC, "formedByStatute": {"name": "text", "date": day},
    }  # fmt: skip


def _person(day: str, name: Fields, country: Fields, exposure: Fields) -> Fields:
    return {
        "isComponent!": "flag", "personType!": _PERSON_TYPES, "names": [name], "identifiers": [_IDENTIFIER],
        "nationalities": [country], "birthDate": day, "deathDate": day, "taxResidencies": [country],
        "politicalExposure": exposure,
    }  # fmt: skip


_NAMES = dict.fromkeys(("familyName", "givenName", "patronymicName"), "text")
_NEW_NAME: Fields = {"type": _NAME_TYPES, "fullName!": "text", **_NAMES}
_OLD_NAME: Fields = {"type": _NAME_TYPES | {"individual"}, "fullName": "text", **_NAMES}

RECORDS: Mapping[str, Fields] = {
    "entity": {
        **_entity("day", _JURISDICTION),
        "entityType!": {
            "type!": ENTITY_TYPES, "subtype": frozenset().union(*SUBTYPES.values()), "details": "text",
            "?": (_subtype,),
        },
        "unspecifiedEntityDetails": _UNSPECIFIED,
        "addresses": [_address(frozenset({"registered", "business", "alternative"}))],
    },
    "person": {
        **_person("day, month or year", _NEW_NAME, _COUNTRY, _exposure("day", "day or instant", _JURISDICTION)),
        "unspecifiedPersonDetails": _UNSPECIFIED,
        "placeOfBirth": _address(frozenset({"placeOfBirth"})),
        "addresses": [_address(frozenset({"residence", "service", "alternative"}))],
    },
    "relationship": {
        "isComponent!": "flag", "componentRecords": ["text"], "subject!": ("text", _UNSPECIFIED),
        "interestedParty!": ("text", _UNSPECIFIED), "interests": [_interest("day", INTERESTS, "number 0..100")],
        "?": (_components,),
    },
}  # fmt: skip
STATEMENT: Fields = {
    "statementId!": "text 32..64", "statementDate!": "day or instant", "annotations": [_annotation("day or instant")],
    "publicationDetails": _publication("day or instant"), "source": _source("day or instant"), "declaration": "text",
    "declarationSubject!": "text", "recordId!": "text", "recordType!": frozenset(RECORDS),
    "recordStatus": frozenset({"new", "updated", "closed"}), "recordDetails!": {},
}  # fmt: skip
"""Of version 0.4; the rules of its ``recordDetails`` are in RECORDS."""

_ISO = "day, month, year or instant"
_OLD_ANY: Fields = {
    "statementID!": "text 32..64", "statementDate": "day", "publicationDetails!": _publication("day"),
    "source": _source("instant"), "annotations": [_annotation("day")], "replacesStatements": ["text 32..64"],
}  # fmt: skip
_OLD_UNSPECIFIED: Fields = {"reason!": frozenset(REASONS) | frozenset(map(kebab, REASONS)), "description": "text"}
_OLD_INTERESTS = INTERESTS | frozenset(map(kebab, INTERESTS)) | frozenset(OLD_TRUST_INTERESTS)
_OLD_ADDRESS = _address(country="text 2..2")
OLD_STATEMENTS: Mapping[str, Fields] = {
    "entityStatement": {
        **_OLD_ANY, **_entity(_ISO, _OLD_JURISDICTION), "entityType!": ENTITY_TYPES,
        "incorporatedInJurisdiction": _OLD_JURISDICTION,
        "unspecifiedEntityDetails": _OLD_UNSPECIFIED, "addresses": [_OLD_ADDRESS],
        "entitySubtype": {
            "generalCategory!": frozenset(f"stateBody-{subtype}" for subtype in SUBTYPES["stateBody"]),
            "localTerm": "text",
        },
    },
    "personStatement": {
        **_OLD_ANY, **_person(_ISO, _OLD_NAME, _OLD_COUNTRY, _exposure(_ISO, "instant", _OLD_JURISDICTION)),
        "placeOfBirth": _OLD_ADDRESS,
        "unspecifiedPersonDetails": _OLD_UNSPECIFIED, "placeOfResidence": _OLD_ADDRESS, "addresses": [_OLD_ADDRESS],
        "hasPepStatus": "flag", "pepStatusDetails": [{}],
    },
    "ownershipOrControlStatement": {
        **_OLD_ANY, "isComponent!": "flag", "componentStatementIDs": ["text 32..64"],
        "subject!": {"describedByEntityStatement!": "text"},
        "interestedParty!": {
            "describedByEntityStatement": "text", "describedByPersonStatement": "text", "unspecified": _OLD_UNSPECIFIED,
            "?": (_any_of("describedByEntityStatement", "describedByPersonStatement", "unspecified"),),
        },
        "interests": [_interest(_ISO, _OLD_INTERESTS, "flag")],
    },
}  # fmt: skip
"""Of versions 0.2 and 0.3, by ``statementType``."""
