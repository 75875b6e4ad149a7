# Two images from one build: `silo`, a member of the cluster, and `client`, the console.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ReadyToRun.targets src/
COPY src/Web/Web.csproj src/Web/
COPY src/Jobs/Jobs.csproj src/Jobs/
COPY src/Extraction/Extraction.csproj src/Extraction/
COPY src/Rendering/Rendering.csproj src/Rendering/
COPY src/Storage/Storage.csproj src/Storage/
COPY src/Grains/Grains.csproj src/Grains/
COPY src/Silo/Silo.csproj src/Silo/
COPY src/TestWeb/TestWeb.csproj src/TestWeb/
COPY src/Client/Client.csproj src/Client/
# For the machine that builds, so that native libraries of others are left out.
RUN dotnet restore src/Silo --use-current-runtime && dotnet restore src/Client --use-current-runtime
COPY src src
RUN for program in Silo Client; do \
      dotnet publish src/$program -c Release --no-restore --use-current-runtime --no-self-contained \
        -p:DebugType=none -p:PublishDocumentationFiles=false -o /out/$program || exit 1; \
    done

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS base
# No debugger sockets: the root file system may be read-only.
ENV DOTNET_EnableDiagnostics=0
WORKDIR /app
USER $APP_UID

FROM base AS client
COPY --from=build /out/Client ./
ENTRYPOINT ["dotnet", "/app/thresher.dll"]

FROM base AS silo
COPY --from=build /out/Silo ./
EXPOSE 8080 11111 30000
ENTRYPOINT ["dotnet", "/app/thresher-silo.dll"]
