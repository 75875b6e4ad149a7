namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>Waits for conditions; the test's own cancellation is the only limit.</summary>
internal static class Until
{
    public static async Task Async(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    public static async Task Async(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
