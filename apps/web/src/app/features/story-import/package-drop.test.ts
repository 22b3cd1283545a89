import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { describe, expect, it } from 'vitest';
import { openComponent } from '../../../../test/open-component.ts';
import { PackageDrop } from './package-drop.ts';
import { PackageUploads } from './package-uploads.ts';

async function open() {
  const opened = await openComponent(PackageDrop, { routes: [{ path: '**', children: [] }] });
  const drag = (name: string, dataTransfer: object) => {
    const event = Object.assign(new Event(name, { bubbles: true, cancelable: true }), {
      dataTransfer,
      relatedTarget: null,
    });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { ...opened, drag };
}

describe('a package that is held over the studio', () => {
  const held = { items: [{ kind: 'file', type: 'application/zip' }] };

  it('is sent when it is dropped', async () => {
    const { screen, drag } = await open();
    expect(drag('dragover', held)).toBe(true);
    await expect.poll(() => screen.all('.curtain')).toHaveLength(1);
    expect(drag('drop', { files: [new File(['PK'], 'Lamp.ZIP')] })).toBe(true);
    await expect.poll(() => TestBed.inject(Router).url).toBe('/import');
    expect(TestBed.inject(PackageUploads).uploads()).toMatchObject([{ state: 'sending' }]);
    expect(screen.all('.curtain')).toEqual([]);
  });

  it('may be taken away again, and pictures are nothing to it', async () => {
    const { screen, drag } = await open();
    drag('dragover', held);
    drag('dragleave', {});
    await expect.poll(() => screen.all('.curtain')).toEqual([]);
    expect(drag('dragover', { items: [{ kind: 'file', type: 'image/png' }] })).toBe(false);
    expect(drag('drop', { files: [new File(['x'], 'lamp.png')] })).toBe(false);
    expect(TestBed.inject(PackageUploads).uploads()).toEqual([]);
  });
});
