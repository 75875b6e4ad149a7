using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Thresher.Bench;

/// <summary>A short job in this very process, with allocations and megabytes (10⁶ bytes) of page a second.</summary>
public sealed class ParsingBenchmarkConfig : ManualConfig
{
    public ParsingBenchmarkConfig()
    {
        // A job of its own process looks for a project named like the assembly, which there is not.
        AddJob(Job.ShortRun.WithWarmupCount(8).WithIterationCount(5).WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(new Throughput());
    }

    private sealed class Throughput : IColumn
    {
        public string Id => nameof(Throughput);

        public string ColumnName => "MB/s";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => "Megabytes of page a second on one core";

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        {
            var shape = (ParsingBenchmarks.Shape)benchmarkCase.Parameters[nameof(ParsingBenchmarks.Page)];
            return summary[benchmarkCase]?.ResultStatistics is { } statistics
                ? (ParsingBenchmarks.Bytes(shape).Length * 1e3 / statistics.Mean).ToString("F0", CultureInfo.InvariantCulture)
                : "-";
        }
    }
}
