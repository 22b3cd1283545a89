import { Injectable } from '@angular/core';
import type { PreloadingStrategy, Route } from '@angular/router';
import { EMPTY, type Observable } from 'rxjs';

/** Loads the scripts of routes with `preload` in their data as soon as they are known. */
@Injectable({ providedIn: 'root' })
export class PreloadMarked implements PreloadingStrategy {
  preload({ data }: Route, load: () => Observable<unknown>): Observable<unknown> {
    return data?.preload ? load() : EMPTY;
  }
}
