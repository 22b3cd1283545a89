// Angular's libraries are published half compiled; outside of its build they need the compiler.
import '@angular/compiler';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { afterEach } from 'vitest';

// All test files run in one thread, where Angular lives on from file to file.
if (!getTestBed().platform) {
  TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
}

// jsdom lays nothing out, so nothing can be out of sight in it.
Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  TestBed.resetTestingModule();
  localStorage.clear();
});
