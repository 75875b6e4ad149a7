using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresCatalogTests(PostgresServer server)
    : CatalogContract(new PostgresHarness(server, nameof(PostgresCatalogTests)));
