"""Who vouches for who somebody is: the company's own apps, a sign-in provider, agents on a register."""

from troth.people.vouchers.app_token import Vouched, look_at_token, take_token
from troth.people.vouchers.fetching import is_safe
from troth.people.vouchers.keys import claims_of, public_keys
from troth.people.vouchers.model import VOUCHER_KINDS, Voucher, VoucherKind
from troth.people.vouchers.provider import LONGEST_WAY, Elsewhere, Provider
from troth.people.vouchers.register import end, enter, get, holder, listed, make_token, new_id, use_once

__all__ = [
    "LONGEST_WAY",
    "VOUCHER_KINDS",
    "Elsewhere",
    "Provider",
    "Vouched",
    "Voucher",
    "VoucherKind",
    "claims_of",
    "end",
    "enter",
    "get",
    "holder",
    "is_safe",
    "listed",
    "look_at_token",
    "make_token",
    "new_id",
    "public_keys",
    "take_token",
    "use_once",
]
