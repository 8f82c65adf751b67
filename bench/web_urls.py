"""The product's addresses and `/bare/`: one query, fifty rows, a plain table."""

from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.config.urls import urlpatterns as product
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.permissions import READ_DWELLINGS

ROWS = 50
TABLE = """<!DOCTYPE html><html lang="nn"><head><title>Bare</title></head><body><table>
{% for d in rows %}<tr><td>{{ d.object_number }}</td><td>{{ d.address }}</td>
<td>{{ d.kind }}</td></tr>{% endfor %}
</table></body></html>"""


@requires(READ_DWELLINGS)
def bare(request: ActorRequest) -> HttpResponse:
    rows = Dwelling.objects.order_by("pk")[:ROWS]
    return HttpResponse(engines["django"].from_string(TABLE).render({"rows": rows}, request))


urlpatterns = [path("bare/", bare, name="bare"), path("", include(product))]
