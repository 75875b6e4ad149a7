using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage.Sqlite;

public sealed class SqliteShapeTests() : ShapeContract(new SqliteHarness());
