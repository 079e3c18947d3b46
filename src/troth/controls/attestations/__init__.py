"""The register of attestations: who answered for what no machine can see, and until when it counts."""

from troth.controls.attestations.file import enter_file
from troth.controls.attestations.model import Attestation, Attested, Standing
from troth.controls.attestations.register import attest, duty_of, standing, standings

__all__ = ["Attestation", "Attested", "Standing", "attest", "duty_of", "enter_file", "standing", "standings"]
