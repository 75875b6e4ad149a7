using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresShapeTests(PostgresServer server)
    : ShapeContract(new PostgresHarness(server, nameof(PostgresShapeTests)));
