using System.Reflection;
using Schemes.Tests;
using Xunit.v3;
using static TorchSharp.torch;

[assembly: OneThread]

namespace Schemes.Tests;

/// <summary>
/// One thread inside operators for every test, on whatever thread it runs: bits are compared, and sums depend on the number. That of matrix
/// products is the process's, so that a single test which sets another one would change the bits of those beside it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class OneThreadAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => set_num_threads(1);
}
