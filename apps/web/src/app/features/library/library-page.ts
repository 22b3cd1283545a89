import { httpResource } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, signal } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { routePath } from '@taleport/contracts/route';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { Complaint } from '../../ui/complaint.ts';
import { NewStory } from './new-story.ts';
import { StoryCard } from './story-card.ts';

/** The stories of whoever is signed in. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, FormsModule, MatButtonModule, NewStory, StoryCard, TranslocoDirective],
  templateUrl: './library-page.html',
  styleUrl: './library-page.css',
})
export class LibraryPage {
  protected readonly stories = httpResource<{ stories: Story[] }>(() =>
    routePath(storyRoutes.list),
  );
  protected readonly query = signal('');
  protected readonly isMaking = signal(false);
  protected readonly found = computed(() => {
    const query = folded(this.query());
    const all = this.stories.hasValue() ? this.stories.value().stories : [];
    return all.filter((story) => folded(story.title).includes(query));
  });
}

/** Without case and accents: who searches "poveste" finds "Poveşte". */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
