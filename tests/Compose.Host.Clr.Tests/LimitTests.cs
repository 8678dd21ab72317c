using Compose.Wasm.Core;

namespace Compose.Host.Clr.Tests;

/// <summary>What is this engine's own.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Function_OfThreeMegabytes_IsRefusedByItsSize()
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Append(Enumerable.Repeat((byte)Opcode.Nop, 3 << 20).ToArray());

        var error = Assert.Throws<ComposeException>(() => Shared.Engine.Compile(CoreModuleReader.Read(builder.ToArray())));

        Assert.Equal(ErrorCodes.Component.LimitExceeded, error.Error.Code);
    }
}
