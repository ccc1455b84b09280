from django.conf import settings
from django.db import models


class Quiz(models.Model):
    title = models.CharField(max_length=100)


class Question(models.Model):
    quiz = models.ForeignKey(Quiz, models.CASCADE)
    pos = models.IntegerField()
    text = models.TextField()
    options = models.JSONField()
    correct = models.IntegerField()
    feedback = models.TextField()


class Attempt(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    quiz = models.ForeignKey(Quiz, models.CASCADE)
    started = models.DateTimeField(auto_now_add=True)
    submitted = models.DateTimeField(null=True)
    answered = models.IntegerField(default=0)
    score = models.IntegerField(default=0)


class Response(models.Model):
    attempt = models.ForeignKey(Attempt, models.CASCADE)
    question = models.ForeignKey(Question, models.CASCADE)
    choice = models.IntegerField()
    correct = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)
