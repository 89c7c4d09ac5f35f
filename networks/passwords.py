"""What a password must be, said so that the person knows what to do."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "Write a password of at least %(length)d character.",
            "Write a password of at least %(length)d characters.",
            self.min_length,
        ) % {"length": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Choose another password: very many use this one.")


class NotLikeTheAddress(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Choose another password: this one is too much like your e-mail address.")
