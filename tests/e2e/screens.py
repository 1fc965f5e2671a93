"""The screens that a browser plays."""

from playwright.sync_api import ViewportSize

PHONE = ViewportSize(width=360, height=780)
TABLET = ViewportSize(width=820, height=1180)
LAPTOP = ViewportSize(width=1280, height=900)
PROJECTOR = ViewportSize(width=1920, height=1080)
