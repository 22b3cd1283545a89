import { ChangeDetectionStrategy, Component } from '@angular/core';

/** The picture of Taleport: a book that lies open in the hills, and lights that rise out of it. */
@Component({
  selector: 'tp-open-book',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg viewBox="0 0 400 300" aria-hidden="true">
      <defs>
        <radialGradient id="glow"><stop class="glow" /><stop class="gone" offset="1" /></radialGradient>
        <clipPath id="frame"><rect width="400" height="300" rx="36" /></clipPath>
      </defs>
      <g clip-path="url(#frame)">
        <rect class="sky" width="400" height="300" />
        <g class="stars">
          <circle cx="60" cy="60" r="2.5" /><circle cx="112" cy="34" r="2" /><circle cx="92" cy="104" r="1.6" />
          <circle cx="262" cy="48" r="2" /><circle cx="356" cy="36" r="1.8" /><circle cx="366" cy="132" r="2.2" />
          <circle cx="28" cy="138" r="1.8" />
        </g>
        <path class="moon" d="M330 112a40 40 0 1 1-19-75 32 32 0 0 0 19 75z" />
        <path class="hill-far" d="M0 206c70-50 120-50 190-18s140 20 210-26v138H0z" />
        <g class="trees">
          <path d="M44 204l13-38 13 38zM66 212l11-32 11 32zM334 206l13-38 13 38zM314 212l9-27 9 27z" />
        </g>
        <path class="hill-near" d="M0 244c90-40 160-12 230-4s120-10 170-26v86H0z" />
        <circle cx="200" cy="170" r="118" fill="url(#glow)" />
        <path class="leather" d="M90 176v86c44-8 82-2 110 16 28-18 66-24 110-16v-86z" />
        <path class="leaf" d="M200 178c-26-22-62-28-100-22v88c38-6 74 0 100 22z" />
        <path class="leaf" d="M200 178c26-22 62-28 100-22v88c-38-6-74 0-100 22z" />
        <path class="lines" d="M118 178c22-1 44 3 62 13M118 198c22-1 44 3 62 13M118 218c16-1 30 1 44 6M220 191c18-10 40-14 62-13M220 211c18-10 40-14 62-13M238 224c14-5 28-7 44-6" />
        <g class="sparks">
          <circle cx="200" cy="132" r="7" /><circle cx="168" cy="106" r="4" /><circle cx="234" cy="98" r="5" />
          <circle cx="188" cy="72" r="3" /><circle cx="214" cy="46" r="4" />
        </g>
      </g>
    </svg>
  `,
  styleUrl: './open-book.css',
})
export class OpenBook {}
