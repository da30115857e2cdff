/** Texts of the native menu and dialogs; everything inside the window is translated by the window itself. */

const en = {
  app: 'Toile',
  file: '&File',
  openPictures: 'Import Pictures…',
  exportLook: 'Export the Picture…',
  settings: 'Settings…',
  edit: '&Edit',
  undo: 'Undo',
  redo: 'Redo',
  view: '&View',
  library: 'Library',
  clients: 'Clients',
  studio: 'Studio',
  batch: 'Batch',
  panels: 'Hide or Show the Panels',
  dim: 'Dim or Light the Panels',
  commands: 'Search and Commands…',
  help: '&Help',
  shortcuts: 'Keyboard Shortcuts',
  licences: 'Licences',
  pictures: 'Pictures',
  allFiles: 'All files',
  chooseFolder: 'Import pictures that appear in this folder',
  chooseResults: 'Finished pictures go to this folder',
  hung: 'The window does not answer.',
  hungDetail: 'It may be busy with a large picture. Every change up to now is in the library.',
  wait: 'Wait',
  reload: 'Reload the Window',
  broke: 'The window keeps breaking.',
  brokeDetail:
    'Every change up to now is in the library. Restart Toile; if it happens again, restart the computer.',
  restart: 'Restart Toile',
  quit: 'Quit',
  cannotStart: 'Toile cannot start.',
};

export type Texts = typeof en;

const zh: Texts = {
  app: 'Toile',
  file: '文件(&F)',
  openPictures: '导入图片…',
  exportLook: '导出图片…',
  settings: '设置…',
  edit: '编辑(&E)',
  undo: '撤销',
  redo: '重做',
  view: '视图(&V)',
  library: '服装库',
  clients: '顾客',
  studio: '试衣间',
  batch: '批量',
  panels: '显示或隐藏面板',
  dim: '调暗或恢复面板',
  commands: '搜索与命令…',
  help: '帮助(&H)',
  shortcuts: '键盘快捷键',
  licences: '许可证',
  pictures: '图片',
  allFiles: '所有文件',
  chooseFolder: '自动导入此文件夹中新出现的图片',
  chooseResults: '完成的图片保存到此文件夹',
  hung: '窗口没有响应。',
  hungDetail: '可能正在处理大图。到目前为止的所有修改都已保存在库中。',
  wait: '等待',
  reload: '重新加载窗口',
  broke: '窗口反复出错。',
  brokeDetail: '到目前为止的所有修改都已保存在库中。请重新启动 Toile；如果仍然出错，请重新启动电脑。',
  restart: '重新启动 Toile',
  quit: '退出',
  cannotStart: 'Toile 无法启动。',
};

/** @param language what the user chose; `system` follows the system's, such as `zh-CN` or `de` */
export function textsFor(language: string, system: string): Texts {
  const wanted = language === 'system' ? system : language;
  return wanted.toLowerCase().startsWith('zh') ? zh : en;
}
