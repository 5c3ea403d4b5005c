"""How allauth signs people in here: staff accounts are made by an administrator, never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from onegrid.directory.models import Person


class StaffAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class StaffSocialAccounts(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the office's own account to the person of the same user name; nobody else gets in."""
        if sociallogin.is_existing:
            return
        name = sociallogin.account.extra_data.get("userinfo", {}).get("preferred_username", "")
        person = Person.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise ImmediateHttpResponse(render(request, "web/no_account.html", status=403))
        sociallogin.connect(request, person)
