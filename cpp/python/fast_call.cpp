#include "python/fast_call.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "python/interpreter.h"
#include "runtime/instruction_sets.h"

namespace fastrelu {
namespace {

// Up to so many elements the GIL is kept, as NumPy does.
constexpr npy_intp kShort = 500;
// NumPy's private flag for arrays of broadcast_arrays, whose writing is deprecated (numpy/core, ndarraytypes.h).
constexpr int kWarnsOnWrite = int(1u << 31);

PyObject* name_out() {
  static PyObject* const name = PyUnicode_InternFromString("out");
  return name;
}

bool is_plain(PyObject* object) {
  if (!PyArray_CheckExact(object)) return false;
  auto* array = reinterpret_cast<PyArrayObject*>(object);
  return PyArray_ISBEHAVED_RO(array)                     // aligned, in native byte order
         && !PyDataType_METADATA(PyArray_DESCR(array));  // NumPy hands that on to results
}

bool same_shape(PyArrayObject* a, PyArrayObject* b) {
  return PyArray_NDIM(a) == PyArray_NDIM(b) &&
         std::memcmp(PyArray_DIMS(a), PyArray_DIMS(b), sizeof(npy_intp) * static_cast<std::size_t>(PyArray_NDIM(a))) == 0;
}

// One call: its operands, if it is a usual one.
class Call {
 public:
  explicit Call(const UfuncStorage& ufunc) : ufunc_(ufunc), slot_(&ufunc.slots[0]) {}
  Call(const Call&) = delete;
  ~Call() {
    for (PyObject* array : made_) Py_XDECREF(array);
  }

  // False, without an error, if the call is for NumPy.
  bool read(PyObject* const* args, Py_ssize_t count, PyObject* keywords) {
    const int inputs = slot_->inputs;
    if (count < inputs) return false;
    if (!keywords || PyTuple_GET_SIZE(keywords) == 0) return read_operands(args, args + inputs, count - inputs);
    if (PyTuple_GET_SIZE(keywords) > 1 || count > inputs) return false;
    PyObject* name = PyTuple_GET_ITEM(keywords, 0);
    if (name != name_out() && PyUnicode_CompareWithASCIIString(name, "out") != 0) return false;
    return read(args, args[inputs]);
  }

  // The same with the value of the keyword out, nullptr for none.
  bool read(PyObject* const* args, PyObject* out) {
    if (!out || (out == Py_None && slot_->outputs == 1)) return read_operands(args, nullptr, 0);
    if (PyTuple_CheckExact(out))
      return PyTuple_GET_SIZE(out) == slot_->outputs && read_operands(args, PySequence_Fast_ITEMS(out), slot_->outputs);
    return slot_->outputs == 1 && read_operands(args, &out, 1);
  }

  // The result, a new reference; nullptr if the call is for NumPy after all, and nothing is written then. With an error set
  // where there is no memory: NumPy is not asked to try again, as it ends the process where its buffers find none (2.4: the
  // error is set without the GIL).
  PyObject* run() {
    Layout layout;
    const bool row = in_one_row();
    if (row ? !make_outputs() : !has_dimensions() || !plan(layout)) return nullptr;
    PyObject* all = nullptr;
    if (slot_->outputs > 1 && !(all = PyTuple_New(slot_->outputs))) return nullptr;
    if (row)
      released(elements_, [this] { fastrelu::run(slot_->work(), at_, steps_, elements_); });
    else
      released(layout.elements(), [&] { fastrelu::run(slot_->work(), at_, layout); });
    if (!all) return result(0);
    for (int k = 0; k < slot_->outputs; ++k) PyTuple_SET_ITEM(all, k, result(k));
    return all;
  }

 private:
  int operands() const { return slot_->inputs + slot_->outputs; }

  bool read_operands(PyObject* const* args, PyObject* const* out, Py_ssize_t outs) {
    const int inputs = slot_->inputs, outputs = slot_->outputs;
    if (outs > outputs || !read_data(args)) return false;
    for (int k = ufunc_.data_inputs; k < inputs; ++k)
      if (!read_parameter(k, args[k])) return false;
    for (int k = 0; k < outputs; ++k) {
      arrays_[inputs + k] = nullptr;
      if (k < outs && out[k] != Py_None && !read_output(inputs + k, out[k])) return false;
    }
    return true;
  }

  bool read_data(PyObject* const* args) {
    for (int k = 0; k < ufunc_.data_inputs; ++k) {
      if (!is_plain(args[k])) return false;
      arrays_[k] = reinterpret_cast<PyArrayObject*>(args[k]);
    }
    number_ = PyArray_TYPE(arrays_[0]);
    for (int k = 1; k < ufunc_.data_inputs; ++k)
      if (PyArray_TYPE(arrays_[k]) != number_) return false;
    if (number_ < 0) return false;
    const int slot = number_ < kBuiltinTypeNumbers ? ufunc_.slot_of[number_]
                     : number_ == bfloat_number()  ? ufunc_.bfloat_slot
                                                   : -1;
    if (slot < 0) return false;
    slot_ = &ufunc_.slots[slot];
    return true;
  }

  bool read_parameter(int k, PyObject* object) {
    if (PyFloat_CheckExact(object)) {
      arrays_[k] = nullptr;
      return read_number(k, PyFloat_AS_DOUBLE(object));
    }
    if (Py_TYPE(object) == slot_->scalar) {  // the very one: a subclass may have its own __array_ufunc__
      arrays_[k] = nullptr;
      PyArray_ScalarAsCtype(object, numbers_[k]);
      return true;
    }
    arrays_[k] = reinterpret_cast<PyArrayObject*>(object);
    return is_plain(object) && PyArray_TYPE(arrays_[k]) == number_;
  }

  // A Python float takes the dtype of the data, as NumPy has it. Too large for that, it is for NumPy, which warns.
  bool read_number(int k, double value) {
    const Type type = slot_->type;
    if (!row_of(type).is_float()) return false;
    store_number(type, value, numbers_[k]);
    return !std::isfinite(value) || std::fabs(value) < row_of(type).infinite;
  }

  bool read_output(int k, PyObject* object) {
    if (!PyArray_CheckExact(object)) return false;
    auto* array = arrays_[k] = reinterpret_cast<PyArrayObject*>(object);
    return PyArray_TYPE(array) == number_ && PyArray_ISBEHAVED(array) /* and writeable */ &&
           !(PyArray_FLAGS(array) & kWarnsOnWrite);
  }

  // NumPy makes scalars of results that have none.
  bool has_dimensions() const {
    return std::any_of(arrays_, arrays_ + operands(), [](PyArrayObject* array) { return array && PyArray_NDIM(array) > 0; });
  }

  // Can all operands be walked with one step each? Sets everything but outputs that are still to be made.
  bool in_one_row() {
    PyArrayObject* first = arrays_[0];
    const int dimensions = PyArray_NDIM(first);
    if (dimensions == 0) return false;
    fortran_ = dimensions > 1 && !PyArray_IS_C_CONTIGUOUS(first);
    elements_ = PyArray_SIZE(first);
    for (int k = 0; k < operands(); ++k) {
      PyArrayObject* array = arrays_[k];
      if (!array || (k > 0 && k < slot_->inputs && PyArray_SIZE(array) == 1 && PyArray_NDIM(array) <= dimensions)) {
        at_[k] = array ? PyArray_BYTES(array) : numbers_[k];
        steps_[k] = 0;
        continue;
      }
      if (k > 0 && !same_shape(first, array)) return false;
      if (dimensions > 1 && !(fortran_ ? PyArray_IS_F_CONTIGUOUS(array) : PyArray_IS_C_CONTIGUOUS(array))) return false;
      at_[k] = PyArray_BYTES(array);
      steps_[k] = dimensions == 1 ? PyArray_STRIDE(array, 0) : slot_->item_size;
    }
    for (int o = slot_->inputs; o < operands(); ++o)
      if (arrays_[o] && elements_ > 1 && std::abs(steps_[o]) < slot_->item_size) return false;
    return elements_ == 0 || outputs_stand_apart();
  }

  // Does no output that was given share memory with another operand, unless element on element? Of operands in a row.
  bool outputs_stand_apart() const {
    const auto span = [this](int k) { return span_of_row(at_[k], steps_[k], elements_, slot_->item_size); };
    for (int o = slot_->inputs; o < operands(); ++o)
      for (int k = 0; arrays_[o] && k < operands(); ++k) {
        const bool alike = k < slot_->inputs && at_[k] == at_[o] && steps_[k] == steps_[o];
        if (k != o && arrays_[k] && !alike && span(o).meets(span(k))) return false;
      }
    return true;
  }

  bool make_outputs() {
    PyArrayObject* first = arrays_[0];
    for (int k = slot_->inputs; k < operands(); ++k) {
      if (arrays_[k]) continue;
      PyObject* made = PyArray_NewFromDescr(&PyArray_Type, PyArray_DescrFromType(number_), PyArray_NDIM(first),
                                            PyArray_DIMS(first), nullptr, nullptr, fortran_ ? 1 : 0, nullptr);
      if (!made) return false;
      made_[k - slot_->inputs] = made;
      at_[k] = PyArray_BYTES(reinterpret_cast<PyArrayObject*>(made));
      steps_[k] = slot_->item_size;
    }
    return true;
  }

  // Several dimensions: broadcasting, and the order and allocation of outputs, by NumPy's own iterator.
  bool plan(Layout& layout) {
    PyArrayObject* operands_with_memory[kMostOperands];
    npy_uint32 flags[kMostOperands];
    PyArray_Descr* dtypes[kMostOperands];
    int which[kMostOperands], count = 0;
    PyArray_Descr* dtype = PyArray_DescrFromType(number_);
    for (int k = 0; k < operands(); ++k) {
      at_[k] = numbers_[k];
      if (!arrays_[k] && k < slot_->inputs) continue;
      which[count] = k;
      operands_with_memory[count] = arrays_[k];
      dtypes[count] = dtype;
      flags[count] = k < slot_->inputs ? NPY_ITER_READONLY
                                       : NPY_ITER_WRITEONLY | NPY_ITER_ALLOCATE | NPY_ITER_NO_BROADCAST | NPY_ITER_NO_SUBTYPE;
      ++count;
    }
    NpyIter* iterator =
        NpyIter_MultiNew(count, operands_with_memory, NPY_ITER_MULTI_INDEX, NPY_KEEPORDER, NPY_NO_CASTING, flags, dtypes);
    Py_DECREF(dtype);
    npy_intp shape[kMostDimensions];
    if (!iterator || NpyIter_GetShape(iterator, shape) != NPY_SUCCEED) {
      if (iterator) NpyIter_Deallocate(iterator);
      // Such as shapes that do not match: NumPy finds that too, and has the right words.
      if (!PyErr_ExceptionMatches(PyExc_MemoryError)) PyErr_Clear();
      return false;
    }
    layout.operands = operands();
    layout.dimensions = NpyIter_GetNDim(iterator);
    const bool is_empty = NpyIter_GetIterSize(iterator) == 0;
    for (int d = 0; d < layout.dimensions; ++d) {
      layout.shape[d] = shape[d];
      std::fill_n(layout.steps[d], layout.operands, 0);
      const npy_intp* steps = NpyIter_GetAxisStrideArray(iterator, d);
      for (int c = 0; c < count; ++c) layout.steps[d][which[c]] = steps[c];
    }
    char** start = NpyIter_GetDataPtrArray(iterator);
    PyArrayObject** arrays = NpyIter_GetOperandArray(iterator);
    for (int c = 0; c < count; ++c) {
      at_[which[c]] = start[c];
      if (arrays_[which[c]]) continue;
      made_[which[c] - slot_->inputs] = reinterpret_cast<PyObject*>(arrays[c]);
      Py_INCREF(arrays[c]);
    }
    if (NpyIter_Deallocate(iterator) != NPY_SUCCEED) {
      PyErr_Clear();
      return false;
    }
    if (is_empty) return false;
    layout.simplify();
    for (int o = slot_->inputs; o < operands(); ++o)
      if (arrays_[o] && !layout.stands_apart(o, slot_->inputs, at_, slot_->item_size)) return false;
    return true;
  }

  // Long work without the GIL.
  template <class Work>
  static void released(npy_intp elements, const Work& work) {
    if (elements <= kShort) return work();
    in_context(work, true);
  }

  // A new reference.
  PyObject* result(int k) {
    PyObject* array = made_[k];
    made_[k] = nullptr;
    if (array) return array;
    array = reinterpret_cast<PyObject*>(arrays_[slot_->inputs + k]);
    Py_INCREF(array);
    return array;
  }

  const UfuncStorage& ufunc_;
  const Slot* slot_;  // until the dtype is known, any: all have the same operands
  int number_ = -1;
  PyArrayObject* arrays_[kMostOperands];  // nullptr: a number, or an output that is still to be made
  PyObject* made_[kMostOutputs] = {};
  alignas(8) char numbers_[kMostOperands][8];
  char* at_[kMostOperands];
  npy_intp steps_[kMostOperands];
  npy_intp elements_ = 0;
  bool fortran_ = false;
};

PyObject* usual_call(PyObject* self, PyObject* const* args, std::size_t count, PyObject* keywords) {
  const UfuncStorage& ufunc = storage_of(self);
  {
    Call call(ufunc);
    if (call.read(args, PyVectorcall_NARGS(count), keywords))
      if (PyObject* result = call.run(); result || PyErr_Occurred()) return result;
  }
  if (!adopt_bfloat(args, PyVectorcall_NARGS(count))) return nullptr;
  follow_context();
  return ufunc.numpy_call(self, args, count, keywords);
}

}  // namespace

PyObject* try_fast_call(PyObject* ufunc, PyObject* const* inputs, PyObject* out) {
  Call call(storage_of(ufunc));
  return call.read(inputs, out) ? call.run() : nullptr;
}

void take_usual_calls(PyObject* ufunc, UfuncStorage& storage) {
  auto* object = reinterpret_cast<PyUFuncObject*>(ufunc);
  if (!object->vectorcall) return;
  storage.numpy_call = object->vectorcall;
  object->vectorcall = usual_call;
}

}  // namespace fastrelu
