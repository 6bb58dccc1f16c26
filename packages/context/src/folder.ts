export { type FolderSource, type FolderSourceOptions, folderSource } from './folder/folder-source.ts';
