using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresQuietTests(PostgresServer server)
    : QuietContract(new PostgresHarness(server, nameof(PostgresQuietTests)));
