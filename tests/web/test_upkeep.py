"""A new register, in production too, has the places, words and forms it needs, and no measure."""

import os
import subprocess
import sys

import pytest

SHOW = """
import django; django.setup()
from lovende.web.upkeep import migrate_if_needed
print(migrate_if_needed(), migrate_if_needed())
from lovende.forms.models import FormVersion
from lovende.measures.models import Measure
from lovende.people.models import Municipality, User
from lovende.records.models import Term
from lovende.schemes.models import Scheme
from lovende.reference.load import load_base
Term.objects.filter(key="hpmt").update(aliases=["vårt eget"])
load_base()
print(Term.objects.get(key="hpmt").aliases)
print(Measure.objects.count(), User.objects.count())
counts = [model.objects.count() for model in (FormVersion, Municipality, Term, Scheme)]
print([count >= least for count, least in zip(counts, (3, 800, 50, 5))])
"""


@pytest.mark.slow
def test_an_empty_database_becomes_a_register(tmp_path):
    tmp_path.chmod(0o711)
    (tmp_path / "ephemeral").touch()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "lovende.web.settings", "LOVENDE_MODE": "demo"}
    env |= {"LOVENDE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split("\n")[:4] == ["True False", "['vårt eget']", "0 0", "[True, True, True, True]"]
