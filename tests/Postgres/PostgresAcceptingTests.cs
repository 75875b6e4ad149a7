using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresAcceptingTests(PostgresServer server)
    : AcceptingContract(new PostgresHarness(server, nameof(PostgresAcceptingTests)));
