"""Pictures that people send: participants' logos, and the pictures of exchanges."""

from services.registration.pictures.darkroom import Darkroom, Purpose
from services.registration.pictures.gallery import Gallery
from services.registration.pictures.upload import Limits, Uploads

__all__ = ["Darkroom", "Gallery", "Limits", "Purpose", "Uploads"]
