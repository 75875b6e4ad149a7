# Two images from one build: `silo`, a member of the cluster, and `client`, the console.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Grains/Grains.csproj src/Grains/
COPY src/Silo/Silo.csproj src/Silo/
COPY src/TestWeb/TestWeb.csproj src/TestWeb/
COPY src/Client/Client.csproj src/Client/
RUN dotnet restore src/Silo && dotnet restore src/Client
COPY src src
RUN dotnet publish src/Silo -c Release --no-restore -p:DebugType=none -p:PublishDocumentationFiles=false -o /out/silo \
 && dotnet publish src/Client -c Release --no-restore -p:DebugType=none -p:PublishDocumentationFiles=false -o /out/client

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS base
# No debugger sockets: the root file system may be read-only.
ENV DOTNET_EnableDiagnostics=0
WORKDIR /app
USER $APP_UID

FROM base AS client
COPY --from=build /out/client ./
ENTRYPOINT ["dotnet", "/app/thresher.dll"]

FROM base AS silo
COPY --from=build /out/silo ./
EXPOSE 8080 11111 30000
ENTRYPOINT ["dotnet", "/app/thresher-silo.dll"]
