using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresReadingTests(PostgresServer server)
    : ReadingContract(new PostgresHarness(server, nameof(PostgresReadingTests)));
