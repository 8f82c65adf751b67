"""Why a class differs from its reasons, which doubts were confirmed, and the open needs in order."""

import django.contrib.postgres.fields
import heimveg.needs.rules
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_the_system_user'),
        ('dwellings', '0002_history'),
        ('needs', '0002_guarded_rows'),
        ('persons', '0002_who_sees_whom_and_who_answers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='need',
            name='one_open_need_per_person',
        ),
        migrations.RemoveConstraint(
            model_name='need',
            name='closed_need_has_its_day',
        ),
        migrations.AddField(
            model_name='need',
            name='confirmed_doubts',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='need',
            name='recommended',
            field=models.CharField(blank=True, choices=[(heimveg.needs.rules.Recommended['ORDINARY'], 'ordinary home'), (heimveg.needs.rules.Recommended['MORE_ACCEPTANCE'], 'ordinary home in surroundings with more acceptance'), (heimveg.needs.rules.Recommended['SMALL_HOUSE_SCREENED'], 'small house, screened from others'), (heimveg.needs.rules.Recommended['CO_LOCATED'], 'co-housing without a base'), (heimveg.needs.rules.Recommended['BASE_DAY_ORDINARY'], 'base part of the day, ordinary neighbourhood'), (heimveg.needs.rules.Recommended['BASE_DAY_SCREENED'], 'base part of the day, screened'), (heimveg.needs.rules.Recommended['BASE_ROUND_THE_CLOCK_ORDINARY'], 'base round the clock, ordinary neighbourhood'), (heimveg.needs.rules.Recommended['BASE_ROUND_THE_CLOCK_SCREENED'], 'base round the clock, screened')], default='', max_length=40),
        ),
        migrations.AddField(
            model_name='need',
            name='urgency_because',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AlterField(
            model_name='income',
            name='known_on',
            field=models.DateField(verbose_name='known on'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(condition=models.Q(('status__in', ['incomplete', 'offered', 'parked', 'waiting'])), fields=['-urgency', 'opened_on', 'id'], name='open_need_most_urgent_first'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['incomplete', 'offered', 'parked', 'waiting'])), fields=('person',), name='one_open_need_per_person'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('status__in', ['incomplete', 'offered', 'parked', 'waiting'])), models.Q(models.Q(('status__in', ['incomplete', 'offered', 'parked', 'waiting']), _negated=True), ('closed_on__isnull', False)), _connector='OR'), name='closed_need_has_its_day'),
        ),
    ]
