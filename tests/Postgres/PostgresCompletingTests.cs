using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresCompletingTests(PostgresServer server)
    : CompletingContract(new PostgresHarness(server, nameof(PostgresCompletingTests)));
