using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresVerifyingTests(PostgresServer server)
    : VerifyingContract(new PostgresHarness(server, nameof(PostgresVerifyingTests)));
