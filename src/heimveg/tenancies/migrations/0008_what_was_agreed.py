"""Leases in versions, agreements beside them, notices to quit and reviews before the end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('persons', '0004_few_people_are_listed_without_asking_about_all'),
        ('tenancies', '0007_the_ledger_balances_and_never_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'in force'), ('replaced', 'replaced by a later one'), ('ended', 'ended')], default='draft', max_length=10)),
                ('language', models.CharField(max_length=2)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('rent_ore_month', models.PositiveIntegerField()),
                ('deposit_ore', models.PositiveIntegerField(default=0)),
                ('notice_months', models.PositiveSmallIntegerField(default=3)),
                ('is_single_room', models.BooleanField(default=False)),
                ('in_landlords_house', models.BooleanField(default=False)),
                ('is_index_regulated', models.BooleanField(default=True)),
                ('short_ground', models.CharField(choices=[('none', 'no: the main rule holds'), ('municipal', 'the home is for people in a difficult position (§ 11-1)'), ('own_use', 'the landlord is to live there (§ 9-3)'), ('other', 'another good reason (§ 9-3)')], default='none', max_length=10)),
                ('told_in_writing_on', models.DateField(blank=True, null=True)),
                ('weighty_reason', models.CharField(blank=True, choices=[('', 'none written'), ('other_home', 'a more suitable home is on its way'), ('to_own', 'the tenant is on the way to a home of their own'), ('building', 'the house is to be rebuilt, sold or torn down'), ('grant', 'the grant or the right to the home runs out')], default='', max_length=15)),
                ('terms', models.TextField(blank=True, default='')),
                ('checks', models.JSONField(default=list)),
                ('drafted_on', models.DateField()),
                ('signed_on', models.DateField(null=True)),
                ('signed_how', models.CharField(blank=True, choices=[('in_person', 'signed in person'), ('on_paper', 'signed on paper')], default='', max_length=10)),
                ('ended_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leases', to='persons.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leases', to='tenancies.tenancy')),
            ],
        ),
        migrations.CreateModel(
            name='LeasePaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pdf', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('lease', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='tenancies.lease')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QuitNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_by', models.CharField(choices=[('tenant', 'the tenant'), ('landlord', 'the landlord')], max_length=10)),
                ('given_on', models.DateField()),
                ('ground', models.CharField(blank=True, choices=[('', 'no reason is asked for'), ('own_use', 'the home is to be used by the landlord'), ('building', 'the house is to be torn down or rebuilt'), ('breach', 'the lease was broken'), ('other', 'another good reason')], default='', max_length=10)),
                ('out_on', models.DateField()),
                ('protest_by', models.DateField(null=True)),
                ('sue_by', models.DateField(null=True)),
                ('protested_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quit_notices', to='tenancies.tenancy')),
            ],
        ),
        migrations.CreateModel(
            name='RenewalReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('lease_until', models.DateField()),
                ('opened_on', models.DateField()),
                ('way', models.CharField(blank=True, choices=[('', 'not decided'), ('buy', 'buy a home'), ('move_on', 'move on to another home'), ('stay', 'stay, with a new lease')], default='', max_length=10)),
                ('reasons', models.TextField(blank=True, default='')),
                ('wish', models.TextField(blank=True, default='')),
                ('done_on', models.DateField(null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='persons.person')),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='tenancies.tenancy')),
            ],
        ),
        migrations.CreateModel(
            name='RenewalEconomy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.JSONField(default=dict)),
                ('loan_nok', models.PositiveIntegerField()),
                ('reach_nok', models.PositiveIntegerField()),
                ('gap_nok', models.PositiveIntegerField(null=True)),
                ('reckoned_on', models.DateField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='economy', to='tenancies.renewalreview')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('home_and_service', 'home and service'), ('safety', 'safety, with a private landlord'), ('guarantee', 'guarantee')], max_length=20)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default='draft', max_length=10)),
                ('legal_basis', models.CharField(blank=True, choices=[('', 'none: not about services'), ('hol_3_2_6b', 'helse- og omsorgstjenesteloven § 3-2 no. 6 b'), ('pbrl_2_1_a', 'pasient- og brukerrettighetsloven § 2-1 a'), ('hol_3_1', 'helse- og omsorgstjenesteloven § 3-1')], default='', max_length=15)),
                ('other_party', models.CharField(blank=True, default='', max_length=120)),
                ('amount_ore', models.PositiveIntegerField(blank=True, null=True)),
                ('text', models.TextField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('signed_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='persons.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='tenancies.tenancy')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenancy', 'kind', 'number'), name='one_agreement_per_kind_and_number'), models.UniqueConstraint(condition=models.Q(('state', 'signed')), fields=('tenancy', 'kind'), name='one_agreement_of_a_kind_in_force'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'signed', 'replaced', 'ended'])), name='agreement_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'home_and_service'), _negated=True), models.Q(('legal_basis', ''), _negated=True), _connector='OR'), name='home_and_service_states_its_legal_basis'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('signed_on__isnull', False), _connector='OR'), name='agreement_in_force_was_signed')],
            },
        ),
        migrations.CreateModel(
            name='CrisisStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sign', models.TextField()),
                ('helps', models.TextField()),
                ('who', models.CharField(max_length=120)),
                ('agreed_on', models.DateField()),
                ('review_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crisis_steps', to='tenancies.tenancy')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('review_on__gt', models.F('agreed_on'))), name='crisis_step_is_reviewed_after_it_was_agreed')],
            },
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.UniqueConstraint(fields=('tenancy', 'number'), name='one_lease_per_number_and_tenancy'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'signed')), fields=('tenancy',), name='one_lease_in_force_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('tenancy',), name='one_draft_lease_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'signed', 'replaced', 'ended'])), name='lease_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.CheckConstraint(condition=models.Q(('short_ground__in', ['none', 'municipal', 'own_use', 'other'])), name='lease_ground_is_known'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('signed_how__in', ['in_person', 'on_paper']), ('signed_on__isnull', False)), _connector='OR'), name='signed_lease_says_when_and_how'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('short_ground', 'municipal'), _negated=True), models.Q(('told_in_writing_on__isnull', False), ('told_in_writing_on__lte', models.F('signed_on'))), _connector='OR'), name='municipal_lease_was_told_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='quitnotice',
            constraint=models.CheckConstraint(condition=models.Q(('given_by', 'tenant'), models.Q(('given_by', 'landlord'), models.Q(('ground', ''), _negated=True)), _connector='OR'), name='landlords_notice_gives_its_ground'),
        ),
        migrations.AddConstraint(
            model_name='renewalreview',
            constraint=models.UniqueConstraint(fields=('tenancy', 'lease_until'), name='one_review_per_end_of_a_lease'),
        ),
        migrations.AddConstraint(
            model_name='renewalreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_on', None), ('way', '')), models.Q(('done_on__isnull', False), ('way__in', ['buy', 'move_on', 'stay']), models.Q(('reasons', ''), _negated=True)), _connector='OR'), name='review_that_is_done_says_which_way_and_why'),
        ),
    ]
