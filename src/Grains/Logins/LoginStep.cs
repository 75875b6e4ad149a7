namespace Thresher.Grains.Logins;

/// <summary>One step of a login as people may see it: no value of a secret, a hidden field, a cookie or a token is in it.</summary>
/// <param name="What">What was done, such as <c>POST https://shop.example/login</c>.</param>
/// <param name="Result">What came of it.</param>
public sealed record LoginStep(string What, string Result);
