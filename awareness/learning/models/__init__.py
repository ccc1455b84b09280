"""Modules as published, and what somebody has done of them. One file a concept."""

from awareness.learning.models.adoption import Adoption
from awareness.learning.models.certificates import Certificate, Reason, Revocation
from awareness.learning.models.corrections import Correction, CorrectionRead
from awareness.learning.models.modules import (
    FormerName,
    KnownQuestion,
    Module,
    ModuleVersion,
    OpenTo,
    Step,
    StepQuestion,
)
from awareness.learning.models.opened import Opened
from awareness.learning.models.pictures import Picture, PictureKind
from awareness.learning.models.progress import Acknowledgement, Completion, Enrolment, StepDone
from awareness.learning.models.refreshers import RefresherChoice
from awareness.learning.models.specs import ModuleSpec, StepKind, StepSpec

__all__ = [
    "Acknowledgement",
    "Adoption",
    "Certificate",
    "Completion",
    "Correction",
    "CorrectionRead",
    "Enrolment",
    "FormerName",
    "KnownQuestion",
    "Module",
    "ModuleSpec",
    "ModuleVersion",
    "OpenTo",
    "Opened",
    "Picture",
    "PictureKind",
    "Reason",
    "RefresherChoice",
    "Revocation",
    "Step",
    "StepDone",
    "StepKind",
    "StepQuestion",
    "StepSpec",
]
