#include "python/signatures.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

py::tuple numbers(const Points& points) {
  py::list all;
  for (int k = 0; k < points.count; ++k) all.append(points.at[k]);
  return py::tuple(all);
}

py::tuple tuples(const Samples& samples, int parameters) {
  py::list all;
  for (int k = 0; k < samples.count; ++k) {
    py::list one;
    for (int j = 0; j < parameters; ++j) one.append(samples.at[k][j]);
    all.append(py::tuple(one));
  }
  return py::tuple(all);
}

py::tuple parameters(const Description& d) {
  py::list all;
  for (int k = 0; k < d.parameter_count; ++k) {
    const Parameter& p = d.parameters[k];
    all.append(py::make_tuple(p.name, p.fallback, p.need == Parameter::required, p.sort == Parameter::trained, p.about));
  }
  return py::tuple(all);
}

py::dict signature(const Description& d) {
  py::dict s;
  s["name"] = d.name;
  s["family"] = d.family_name;
  s["kind"] = d.kind == Kind::gated ? "gated" : d.kind == Kind::along_axis ? "along_axis" : "elementwise";
  s["aliases"] = d.aliases;
  s["variant"] = d.variant.of ? py::object(py::make_tuple(d.variant.of, d.variant.parameter, d.variant.choice, d.variant.about))
                              : py::object(py::none());
  s["summary"] = d.summary;
  s["formula"] = d.formula;
  s["derivative_formula"] = d.derivative_formula;
  s["source"] = d.source;
  s["notes"] = d.notes;
  s["worst_error"] = d.worst_error;
  s["example"] = d.example;
  s["example_derivative"] = d.example_derivative;
  s["parameters"] = parameters(d);
  s["constraint"] = d.constraint;
  s["output_formula"] = d.output_formula ? d.output_formula : "";
  s["output_constraint"] = d.output_constraint;
  s["gate_first"] = d.gate_first;
  s["keeps_integers"] = d.keeps_integers;
  s["monotone"] = d.monotone;
  s["piecewise_linear"] = d.piecewise_linear;
  s["keeps_sign_of_zero"] = d.keeps_sign_of_zero;
  s["at_minus_infinity"] = py::make_tuple(d.at_minus_infinity.value, d.at_minus_infinity.derivative);
  s["at_plus_infinity"] = py::make_tuple(d.at_plus_infinity.value, d.at_plus_infinity.derivative);
  s["points"] = numbers(d.points);
  s["derivative_roots"] = numbers(d.derivative_roots);
  s["samples"] = tuples(d.samples, d.parameter_count);
  return s;
}

}  // namespace

py::list signatures() {
  py::list all;
  for (const Description& d : descriptions()) all.append(signature(d));
  return all;
}

const Description& description_of(const std::string& name) {
  for (const Description& d : descriptions())
    if (name == d.name) return d;
  throw py::value_error("unknown activation '" + name + "'");
}

Form form_of(const Description& description, const std::string& form) {
  const char* names[kForms] = {"value", "derivative", "backward", "with_derivative", "backward_from_output"};
  for (int f = 0; f < kForms; ++f)
    if (form == names[f] && has_form(description.kind, description.output_formula, static_cast<Form>(f)))
      return static_cast<Form>(f);
  throw py::value_error("'" + std::string(description.name) + "' has no form '" + form + "'");
}

}  // namespace fastrelu
