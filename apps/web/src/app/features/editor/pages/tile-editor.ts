import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Tile } from '@taleport/story-model';
import { type TileText, tileTexts } from '@taleport/story-model/tile-texts';
import { Icon } from '../../../ui/icon.ts';
import { copyOfTile, insertTile, moveTile, removeTile, tileKinds } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { MediaField } from '../media/media-field.ts';
import { TargetLanguage } from '../target-language.ts';
import { TranslationMark } from '../translation/translation-mark.ts';
import { AltText } from './alt-text.ts';
import { ChoiceOptions } from './choice-options.ts';
import { LanguagePair } from './language-pair.ts';
import { NextTile } from './next-tile.ts';
import { QuizAnswers } from './quiz-answers.ts';
import { TextField } from './text-field.ts';

/** One page: its picture, its texts in two languages side by side, its voices, and where it leads. */
@Component({
  selector: 'tp-tile-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AltText,
    ChoiceOptions,
    Icon,
    LanguagePair,
    MatButtonModule,
    MediaField,
    NextTile,
    QuizAnswers,
    TextField,
    TranslationMark,
    TranslocoDirective,
  ],
  templateUrl: './tile-editor.html',
  styleUrl: './tile-editor.css',
})
export class TileEditor {
  protected readonly draft = inject(StoryDraft);
  protected readonly target = inject(TargetLanguage);
  readonly tile = input.required<Tile>();
  readonly number = input.required<number>();
  readonly opened = output<string>();
  /** The page is gone, and with it what had the focus. */
  readonly removed = output<void>();

  protected readonly kinds = tileKinds;
  /** The language of the story, and the one beside it. */
  protected readonly languages = computed(() => {
    const target = this.target.code();
    return target === undefined ? [this.draft.source()] : [this.draft.source(), target];
  });
  /** Those that stand on the page itself; answers and options have their own lists. */
  protected readonly texts = computed<TileText[]>(() =>
    tileTexts(this.tile()).filter(
      ({ role, values }) =>
        role !== 'answer' &&
        role !== 'option' &&
        (role !== 'caption' || this.canHaveCaption() || Object.keys(values).length > 0),
    ),
  );

  /** Readers find it under a picture or a video. */
  protected readonly canHaveCaption = computed(
    () => this.tile().picture !== null || this.tile().kind === 'video',
  );

  protected changeKind(kind: string): void {
    const chosen = tileKinds.find((each) => each === kind);
    if (chosen) this.draft.changeKind(this.tile().id, chosen);
  }

  protected move(step: 1 | -1): void {
    const from = this.number() - 1;
    const edit = { name: 'moveTile' as const, tileNumber: this.number() };
    this.draft.edit(edit, (story) => moveTile(story, from, from + step));
  }

  protected duplicate(): void {
    const copy = copyOfTile(this.tile());
    const edit = { name: 'duplicateTile' as const, tileNumber: this.number() };
    this.draft.edit(edit, (story) => insertTile(story, this.number(), copy));
    this.opened.emit(copy.id);
  }

  protected remove(): void {
    const edit = { name: 'deleteTile' as const, tileNumber: this.number() };
    this.draft.edit(edit, (story) => removeTile(story, this.tile().id));
    this.removed.emit();
  }
}
