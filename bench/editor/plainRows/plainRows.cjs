const vscode = require('vscode');

const ROOT = 'root';

/**
 * A tree that does nothing but be there, to see ours beside: one root whose text can be set, with any number of
 * rows below it.
 */
exports.activate = context => {
  const changed = new vscode.EventEmitter();
  let text = 'plain';
  let rows = 0;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  context.subscriptions.push(
    changed,
    vscode.window.createTreeView('plainRows', {
      treeDataProvider: {
        onDidChangeTreeData: changed.event,
        getChildren: row =>
          row === undefined ? [ROOT] : Array.from({ length: rows }, (_, index) => index + 1),
        getTreeItem: row => {
          const item = new vscode.TreeItem(
            row === ROOT ? text : `row ${row}`,
            row === ROOT ? Collapsed : None,
          );
          item.id = String(row);
          item.description = row === ROOT ? '' : `description of ${row}`;
          item.iconPath = new vscode.ThemeIcon('pass');
          return item;
        },
      },
    }),
  );
  return {
    setText(to) {
      text = to;
      changed.fire(ROOT);
    },
    setRows(to) {
      rows = to;
      changed.fire(undefined);
    },
  };
};
