"""Mails: what people are told, sent once by one mailer. What stands in them is written in ``web.letters``."""
