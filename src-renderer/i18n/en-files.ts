/** Files that are no PDFs, and what is made of them. */
export const enFiles = {
  file: {
    kind: { file: 'File', signature: 'Signature file', container: 'Signature container' },
    over: 'Signature of',
    folder: 'Folder',
    dropped: 'Dropped on this window',
    copySha256: 'Copy SHA-256',
    notShown: 'Countersign does not show this kind of file. Make sure it is the one you mean.',
    about: {
      signature:
        'Countersign does not show the file this is the signature of. Open it yourself to see what was signed.',
      container: 'Countersign does not show what is in the container. Unpack it to see what was signed.',
    },
    inside_one: '{{count}} file inside',
    inside_other: '{{count}} files inside',
    more_one: 'and {{count}} more',
    more_other: 'and {{count}} more',
  },
  form: {
    title: 'What becomes of it',
    signThis: 'Sign this file',
    name: { beside: 'Signature file beside it', container: 'Container with several files' },
    text: {
      beside: 'The file stays as it is. Whoever checks the signature needs both files.',
      container: 'One new file that holds this file, others and the signature over all of them.',
    },
    others: 'Also put in, as they are open here:',
    noOthers: 'No other file is open. Open what is to go in as well.',
    sameName: 'Another file of this name goes in already.',
  },
};
