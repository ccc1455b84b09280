"""What the library has beside reports, and what is looked through for words."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insights', '0003_figure_address'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='report',
            name='insights',
        ),
        migrations.AddField(
            model_name='discrepancy',
            name='places',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='discrepancy',
            name='touches',
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name='LibraryPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('highlight', 'Highlight'), ('theme', 'Theme'), ('text', 'Text'), ('report', 'Report')], max_length=10)),
                ('slug', models.SlugField(max_length=80)),
                ('order', models.PositiveSmallIntegerField()),
                ('title', models.TextField()),
                ('lead', models.TextField(blank=True)),
                ('content', models.JSONField(default=dict)),
                ('content_hash', models.CharField(max_length=64)),
                ('words', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ('kind', 'order'),
                'constraints': [models.UniqueConstraint(fields=('kind', 'slug'), name='insights_part_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('page', 'Page'), ('figure', 'Figure'), ('disagreement', 'Disagreement')], max_length=12)),
                ('key', models.CharField(max_length=200)),
                ('order', models.PositiveIntegerField()),
                ('title', models.TextField()),
                ('place', models.TextField(blank=True)),
                ('address', models.CharField(max_length=300)),
                ('passages', models.JSONField(default=list)),
                ('folded', models.TextField()),
            ],
            options={
                'verbose_name_plural': 'search entries',
                'ordering': ('kind', 'order'),
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='insights_entry_key_once')],
            },
        ),
    ]
