import { type ActivatedRouteSnapshot, BaseRouteReuseStrategy } from '@angular/router';

/** A page that shows a story is made anew for another story, so that nothing of the first can get into the second. */
export class OneStoryAPage extends BaseRouteReuseStrategy {
  override shouldReuseRoute(
    future: ActivatedRouteSnapshot,
    current: ActivatedRouteSnapshot,
  ): boolean {
    return (
      super.shouldReuseRoute(future, current) && future.params.storyId === current.params.storyId
    );
  }
}
