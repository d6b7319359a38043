using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>Stands in each state, and is written as the state version of the program that writes it: a program that reads a row of another form notices.</summary>
internal readonly record struct RowForm;

/// <param name="version">The program's state version; 0 for one that reads every form (the oracles').</param>
internal sealed class RowFormConverter(int version) : JsonConverter<RowForm>
{
    public override RowForm Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetInt32() is var written && (version == 0 || written == version)
            ? default
            : throw new JsonException($"a row of form {written} was given to a program of form {version}");

    public override void Write(Utf8JsonWriter writer, RowForm value, JsonSerializerOptions options) => writer.WriteNumberValue(version);
}
