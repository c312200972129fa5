// Which address shows what of the kept library.

import { albumAnalysis, playlistAnalysis, tracksAnalysis } from "./analysis.js";
import { copyOfLibrary } from "./copy.js";
import { duplicates, housekeeping, unplayable, vanished } from "./housekeeping.js";
import { browseList } from "./list.js";
import { album, artist, audiobook, episode, playlist, show, track } from "./things.js";

export const BROWSE = [
  [/^\/browse\/?$/, browseList],
  [/^\/browse\/(tracks|playlists|albums|artists|genres|shows|episodes|audiobooks)\/?$/, browseList],
  [/^\/browse\/tracks\/analysis$/, tracksAnalysis],
  [/^\/browse\/playlists\/([^/]+)\/analysis$/, playlistAnalysis],
  [/^\/browse\/albums\/([^/]+)\/analysis$/, albumAnalysis],
  [/^\/browse\/tracks\/([^/]+)$/, track],
  [/^\/browse\/playlists\/([^/]+)$/, playlist],
  [/^\/browse\/albums\/([^/]+)$/, album],
  [/^\/browse\/artists\/([^/]+)$/, artist],
  [/^\/browse\/shows\/([^/]+)$/, show],
  [/^\/browse\/episodes\/([^/]+)$/, episode],
  [/^\/browse\/audiobooks\/([^/]+)$/, audiobook],
  [/^\/browse\/housekeeping\/?$/, housekeeping],
  [/^\/browse\/housekeeping\/duplicates$/, duplicates],
  [/^\/browse\/housekeeping\/unplayable$/, unplayable],
  [/^\/browse\/housekeeping\/vanished$/, vanished],
  [/^\/browse\/copy$/, copyOfLibrary],
];
